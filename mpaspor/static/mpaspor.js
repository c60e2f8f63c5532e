// Every page works without these; each is fetched only where its part is on the page.
const parts = {
  "[data-autosave]": "autosave",
  "[data-copy]": "copy",
  "[data-until]": "countdown",
  "[data-key], [data-href]": "keys",
  "[data-live]": "live",
  "[data-receipt]": "receipt",
  "[data-shrink]": "shrink",
};

for (const [selector, name] of Object.entries(parts)) {
  if (document.querySelector(selector)) import(`./${name}.js`);
}
