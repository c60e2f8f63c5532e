// The desk's keyboard. A letter acts only outside fields; function keys act everywhere.
const inField = (target) => target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
const rows = [...document.querySelectorAll("tr[data-href]")];

function press(event) {
  const wanted = event.key === " " ? "Spasi" : event.key;
  if (inField(event.target) && wanted.length === 1 && !event.ctrlKey) return;
  const key = event.ctrlKey ? `Ctrl ${wanted}` : wanted;
  const holder = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key.toLowerCase() === key.toLowerCase());
  if (holder && !holder.disabled && !event.altKey && !event.metaKey) {
    event.preventDefault();
    if (inField(holder)) holder.focus();
    else holder.click();
  } else if (!inField(event.target)) {
    walk(event);
  }
}

function walk(event) {
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  const at = rows.findIndex((row) => row.classList.contains("chosen"));
  if (step && rows.length && !event.ctrlKey) {
    event.preventDefault();
    choose(rows[Math.min(rows.length - 1, Math.max(0, at + step))]);
  } else if (event.key === "Enter" && at >= 0 && event.target === document.body) {
    location.assign(rows[at].dataset.href);
  }
}

function choose(row) {
  for (const one of rows) one.classList.toggle("chosen", one === row);
  row.scrollIntoView({ block: "nearest" });
  row.dispatchEvent(new CustomEvent("chosen", { bubbles: true }));
}

addEventListener("keydown", press);
for (const row of rows) row.addEventListener("click", () => choose(row));
