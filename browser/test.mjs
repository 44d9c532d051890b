// Runs the unit tests: bundled first, since Node reads TypeScript only from version 22.6 on.
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const here = import.meta.dirname ?? process.cwd();
const folder = await mkdtemp(join(tmpdir(), "browser-tests-"));
try {
  const tests = (await readdir(join(here, "tests"))).map((file) => join(here, "tests", file));
  await build({ entryPoints: tests, outdir: folder, bundle: true, platform: "node", format: "esm", outExtension: { ".js": ".mjs" } });
  const files = (await readdir(folder)).map((file) => join(folder, file));
  process.exitCode = spawnSync(process.execPath, ["--test", ...files], { stdio: "inherit" }).status ?? 1;
} finally {
  await rm(folder, { recursive: true });
}
