// A receipt is checked here, with the keys that came with the page: nothing is sent, and no network is needed.
// What a text must be, and what each word of it says, is written down in docs/receipts.md.
const form = document.querySelector("[data-receipt]");
const keys = JSON.parse(form.dataset.keys);
const english = document.documentElement.lang.startsWith("en");
const WORD = "([A-Za-z0-9._~%-]{1,400})";
const TEXT = new RegExp(
  `^(?:[^#]+/receipts#)?(MP1/([0-9a-f]{8})/([0-9]{15})/${WORD}/(0|[1-9][0-9]{0,14})/([0-9]{8}T[0-9]{6}Z)/${WORD}/${WORD})/([A-Za-z0-9_-]{86})$`,
);
// All that is a blank to the programs that check a receipt, the server's among them, or to a browser.
const BLANKS = /[\s\x1c-\x1f\x85]/g;
const CURVE = { name: "ECDSA", namedCurve: "P-256" };

const asBytes = (written) => Uint8Array.from(atob(written.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const written = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

async function verdict(given) {
  const found = TEXT.exec(given.replace(BLANKS, ""));
  if (!found) return { verdict: "wrong" };
  const [, message, name, code, number, amount, paidAt, payer, office, signature] = found;
  const bytes = asBytes(signature);
  if (written(bytes) !== signature) return { verdict: "wrong" };
  const key = keys.find((one) => one.kid === name);
  if (!key) return { verdict: "other", other: name };
  const { kty, crv, x, y } = key;
  const ours = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, CURVE, false, ["verify"]);
  const genuine = await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, ours, bytes, new TextEncoder().encode(message));
  if (!genuine || (key.until && paidAt.slice(0, 8) > key.until.replaceAll("-", ""))) return { verdict: "wrong" };
  return {
    verdict: "genuine",
    amount: `Rp${new Intl.NumberFormat(english ? "en-US" : "id-ID").format(amount)}`,
    code: code.replace(/(\d{3})(?=\d)/g, "$1 "),
    number: decodeURIComponent(number),
    paid_at: moment(paidAt),
    payer: decodeURIComponent(payer),
    office: decodeURIComponent(office),
  };
}

// As the server writes a moment, in the capital's zone: the text names no other.
function moment(paidAt) {
  const at = new Date(paidAt.replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/, "$1-$2-$3T$4:$5:$6Z"));
  const names = { weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const parts = new Intl.DateTimeFormat(english ? "en-GB" : "id-ID", { ...names, timeZone: "Asia/Jakarta" }).formatToParts(at);
  const part = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  const hour = english ? `${part.hour}:${part.minute} WIB (UTC+7)` : `${part.hour}.${part.minute} WIB`;
  return `${part.weekday} ${part.day} ${part.month} ${part.year}, ${hour}`;
}

function show(facts) {
  for (const section of document.querySelectorAll("[data-verdict]")) {
    section.hidden = section.dataset.verdict !== facts.verdict;
  }
  for (const place of document.querySelectorAll("[data-fact]")) {
    if (facts[place.dataset.fact] !== undefined) place.textContent = facts[place.dataset.fact];
  }
  // What our books said of another text says nothing of this one.
  document.querySelector("[data-books]")?.remove();
}

async function check() {
  try {
    show(await verdict(form.elements.text.value));
  } catch {
    show({ verdict: "wrong" });
  }
}

function read() {
  if (location.hash.length < 2) return;
  form.elements.text.value = location.hash.slice(1);
  check();
}

if (globalThis.crypto?.subtle) {
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name === "books") return;
    event.preventDefault();
    check();
  });
  addEventListener("hashchange", read);
  read();
} else if (location.hash.length > 1) {
  form.elements.text.value = location.hash.slice(1);
  show({ verdict: "unable" });
}
