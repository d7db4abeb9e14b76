// A problem or an example names its line: pressing that puts the cursor there, with what is at fault selected.

const box = document.querySelector("[data-editor]");

for (const link of document.querySelectorAll("a[data-line]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    select(Number(link.dataset.line), Number(link.dataset.column ?? 1), Number(link.dataset.width ?? 0));
  });
}

function select(line, column, width) {
  const lines = box.value.split("\n");
  const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  const text = [...(lines[line - 1] ?? "")]; // columns count code points
  const start = before + text.slice(0, column - 1).join("").length;
  const end = width ? before + text.slice(0, column - 1 + width).join("").length : before + text.join("").length;
  box.focus();
  box.setSelectionRange(start, end);
  box.scrollTop = (box.scrollHeight / Math.max(lines.length, 1)) * Math.max(line - 4, 0);
}
