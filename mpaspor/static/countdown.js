// Tells once a minute what is left; the server's own words stand until then. In the last minutes what late money becomes
// is told, and read aloud: the page is not asked for again for it, which would cut that off. At the end it is.
const bar = document.querySelector("[data-until]");
const told = document.querySelector("[data-left]");
const warning = document.querySelector("[data-last-call]");
const until = Date.parse(bar.dataset.until);
const behind = Date.now() - (until - bar.value * 1000);

function words(left) {
  const counts = [[Math.floor(left / 86400), "day"], [Math.floor(left / 3600) % 24, "hour"], [Math.floor(left / 60) % 60, "minute"]];
  const tell = ([count, unit]) => new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, unitDisplay: "long" }).format(count);
  return counts.filter(([count]) => count).slice(0, 2).map(tell).join(" ");
}

function tell() {
  const left = Math.floor((until - Date.now() + behind) / 1000);
  if (left <= 0) return location.reload();
  bar.value = left;
  if (left >= 60) told.textContent = words(left);
  if (left <= warning.dataset.lastCall && !warning.textContent) warning.textContent = warning.dataset.words;
}

const clock = setInterval(tell, 60_000);
addEventListener("pagehide", () => clearInterval(clock));
