// Keeps an answer as the person leaves its field. What cannot be sent waits in this tab's own storage and is sent again.
const form = document.querySelector("form[data-autosave]");
const note = document.querySelector("[data-saved]");
const words = note?.querySelector("span");
const kept = `waiting:${form.dataset.autosave}`;
const waiting = new Map(JSON.parse(sessionStorage.getItem(kept) || "[]"));
let sending = false;

function tell(text, offline = false) {
  if (!note) return;
  note.hidden = false;
  note.classList.toggle("offline", offline);
  words.textContent = text;
}

function keep() {
  if (waiting.size) sessionStorage.setItem(kept, JSON.stringify([...waiting]));
  else sessionStorage.removeItem(kept);
}

function gather(control) {
  const group = control.closest("[data-field]") || control.parentElement;
  const field = group.dataset.field || control.name;
  const names = new Set([...group.querySelectorAll("[name]")].map((one) => one.name));
  const answers = [...new FormData(form)].filter(([name, value]) => names.has(name) && typeof value === "string");
  waiting.set(field, [["field", field], ...answers]);
  keep();
}

async function send() {
  if (sending) return;
  sending = true;
  const slow = setTimeout(() => tell(note.dataset.saving), 1000);
  try {
    for (const [name, answers] of [...waiting]) {
      const body = new URLSearchParams(answers);
      const answer = await fetch(form.dataset.autosave, { method: "POST", body, headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value } });
      if (answer.status >= 500 || answer.redirected) throw new Error(answer.status);
      if (waiting.get(name) === answers) waiting.delete(name);
      if (answer.ok || answer.status === 422) tell(await answer.text());
    }
  } catch {
    tell(note?.dataset.offline, true);
  } finally {
    clearTimeout(slow);
    sending = false;
    keep();
  }
}

if (waiting.size) send();
addEventListener("online", send);
setInterval(() => { if (waiting.size) send(); }, 20_000);
form.addEventListener("change", (event) => {
  if (!event.target.name || event.target.type === "file") return;
  gather(event.target);
  send();
});
form.addEventListener("submit", () => { waiting.clear(); keep(); });
