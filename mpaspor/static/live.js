// Asks every twenty seconds whether the page still says what is; when it does not, the page is asked for again.
const here = document.querySelector("[data-live]");

async function look() {
  if (document.hidden) return;
  const answer = await fetch(here.dataset.live).catch(() => null);
  if (answer?.status === 205) location.reload();
}

const looking = setInterval(look, 20_000);
addEventListener("pagehide", () => clearInterval(looking));
