// A page that shows how far something is looks again every few seconds. When it is over the page is loaded anew, and the
// keyboard begins at what came out.

const PAUSE = 3000; // ms

const region = document.querySelector("[data-renews]");
if (region) setTimeout(look, PAUSE);

async function look() {
  try {
    const response = await fetch(location.pathname, { headers: { accept: "text/html" } });
    const now = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("[data-renews]");
    if (!now || response.redirected) return over();
    for (const one of region.querySelectorAll("progress")) one.value = now.querySelector("progress").value;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // the server cannot be reached just now
  }
  setTimeout(look, PAUSE);
}

function over() {
  location.hash = region.dataset.renews;
  location.reload();
}
