// Bundles the browser code into the static files of the site, with the licences of what is bundled and a budget.
import { build } from "esbuild";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const site = join(here, "../src/solidarity_graph/web/static");
const target = join(site, "built");
// Kilobytes compressed: all of it, and what the query editor's page loads; its HTML and terms need the rest of 200.
const MOST = { all: 1000, editor: 170 };

/** The folder of the package that a bundled file is of: `node_modules/@codemirror/view`. Empty for our own files. */
function packageFolder(file) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? "";
}

async function licenceOf(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(here, folder, "package.json"), "utf8"));
  const file = (await readdir(join(here, folder))).find((file) => /^licen[cs]e/i.test(file));
  if (!license || !file) throw new Error(`${name} has no licence or no licence text: do not bundle it.`);
  return { name, version, licence: license, text: await readFile(join(here, folder, file), "utf8") };
}

async function kilobytes(files) {
  const sizes = await Promise.all(files.map(async (file) => gzipSync(await readFile(file), { level: 9 }).length));
  return Math.round(sizes.reduce((sum, size) => sum + size, 0) / 100) / 10;
}

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: ["editor.ts", "map.ts", "moving-map.ts", "moving-map.css"].map((file) => `src/${file}`),
  outdir: target,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none", // licences.json has them in full
  external: ["*.png"], // Leaflet's style sheet names images of controls that are not used here
  metafile: true,
  logLevel: "warning",
});
const folders = [...new Set(Object.keys(metafile.inputs).map(packageFolder))].filter(Boolean).sort();

const built = (await readdir(target)).map((file) => join(target, file));
const editor = ["built/editor.js", "editor.css", "site.css", "site.js"].map((file) => join(site, file));
const sizes = { all: await kilobytes(built), editor: await kilobytes(editor) };
console.log(`Browser code: ${sizes.all} kB compressed in all; the query editor's page loads ${sizes.editor} kB of scripts and styles.`);
for (const [name, most] of Object.entries(MOST)) {
  if (sizes[name] > most) throw new Error(`More than ${most} kB (${name}): ${sizes[name]} kB compressed.`);
}
// The last file: where it is, the others are complete.
await writeFile(join(target, "licences.json"), JSON.stringify(await Promise.all(folders.map(licenceOf)), null, 1) + "\n");
