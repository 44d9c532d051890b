// Nothing here is needed: every page works without it.
"use strict";

for (const area of document.querySelectorAll(".editor textarea")) {
  // Ctrl+Enter runs the query. The Tab key stays what it is for keyboards: the way out.
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      area.form.requestSubmit();
    }
  });
  // Put the caret where the query does not parse.
  const line = Number(area.dataset.line || 0);
  if (line) {
    const before = area.value.split("\n").slice(0, line - 1);
    const start = before.join("\n").length + (before.length ? 1 : 0) + Number(area.dataset.column || 1) - 1;
    area.focus();
    area.setSelectionRange(start, start + 1);
  }
}
