// Starts the client: what was chosen on this tablet first (so that nothing flashes), a room's first page where one was
// shown here last, then the module, then the service worker that keeps this very version for the next start.
const root = document.documentElement;
const chosen = (key, otherwise) => {
  try { return localStorage.getItem(key) ?? otherwise; } catch { return otherwise; }
};
const theme = chosen("nghisu-theme", "light");
root.dataset.theme = theme === "device" ? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light") : theme;
root.dataset.text = chosen("nghisu-text", "normal");
root.dataset.paper = chosen("nghisu-paper", "white");
root.lang = chosen("nghisu-language", "vi") === "en" ? "en" : "vi";

// Everything that the client asks for while it starts is on its way before it asks.
const meeting = /^\/meetings\/([0-9a-f-]{36})$/.exec(location.pathname)?.[1];
const hint = (rel, href, as) => document.head.append(Object.assign(document.createElement("link"), { rel, href }, as && { as, crossOrigin: "" }));
let words;
const ask = () => {
  words = fetch(root.getAttribute(`data-words-${root.lang}`));
  // Whoever waits for it hears of a failure.
  words.catch(() => {});
  hint("modulepreload", "{{js}}");
  hint("modulepreload", "{{parts}}");
  hint("preload", "{{wasm}}", "fetch");
  hint("preload", "/assets/fonts/be-vietnam-pro-vietnamese-400-normal.woff2", "font");
  hint("preload", "/assets/fonts/be-vietnam-pro-latin-400-normal.woff2", "font");
  hint("preload", "/api/v1/me", "fetch");
  for (const part of meeting ? {{room}} : []) hint("preload", part, "fetch");
};

// The first page of a room is read while the client is still starting: it lies where the desk's page will be. The place
// is kept by the desk (app/src/viewer/first_page.rs), which takes the page away when its own stands there.
const PATIENCE_MS = 700;
const loading = (isShown) => document.getElementById("loading")?.toggleAttribute("hidden", !isShown);
const isOnScreen = () => document.getElementById("first-page") !== null;
let isAwaited = true;

function placeOfFirstPage() {
  try {
    const place = JSON.parse(chosen(`nghisu-first-page-${innerWidth > innerHeight ? "wide" : "upright"}`, "null"));
    const isSame = place.path === location.pathname && place.text === root.dataset.text;
    return isSame && place.window[0] === innerWidth && place.window[1] === innerHeight ? place : null;
  } catch {
    return null;
  }
}

async function showFirstPage({ desk, sheet: [x, y, width, height], long_edge }) {
  const answer = await fetch(`/api/v1/meetings/${meeting}/first-page?long_edge=${long_edge}`);
  if (answer.status !== 200) return;
  const image = Object.assign(new Image(), { className: "sheet-page", alt: "", decoding: "sync" });
  image.src = URL.createObjectURL(await answer.blob());
  try {
    await image.decode();
  } finally {
    URL.revokeObjectURL(image.src);
  }
  // A page of another shape would lie elsewhere; and one that comes late, over something else.
  const isOther = Math.abs((image.naturalWidth * height) / (image.naturalHeight * width) - 1) > 0.01;
  if (isOther || !isAwaited) return;
  // A page that is higher than the desk stands as far down it as the leader shows it: as `Camera::at_height` of
  // app/src/viewer/model.rs decides it.
  const foot = desk[3] - height - y;
  const led = Number(answer.headers.get("nghisu-y"));
  const top = led > 0 && foot < y ? Math.max(foot, Math.min(y, (-led / 10_000) * height)) : y;
  const page = Object.assign(document.createElement("div"), { className: "sheet" });
  page.dataset.page = answer.headers.get("nghisu-page");
  Object.assign(page.style, { width: `${width}px`, height: `${height}px`, transform: `translate3d(${x}px,${top}px,0)` });
  page.append(image);
  const place = Object.assign(document.createElement("div"), { id: "first-page" });
  Object.assign(place.style, { left: `${desk[0]}px`, top: `${desk[1]}px`, width: `${desk[2]}px`, height: `${desk[3]}px` });
  place.append(page);
  document.body.append(place);
  // On a screen of another shape it lies elsewhere.
  addEventListener("resize", () => place.remove(), { once: true });
  loading(false);
  for (let frames = 2; frames > 0; frames -= 1) await new Promise(requestAnimationFrame);
}

// Without a service worker the client comes over the network: it is asked for at once.
const isStored = Boolean(navigator.serviceWorker?.controller);
if (!isStored) ask();
if (document.readyState === "loading") await new Promise((parsed) => addEventListener("DOMContentLoaded", parsed, { once: true }));
const place = meeting && placeOfFirstPage();
if (place) {
  // What says that the client is loading would only be painted to be taken away again, unless the page takes its time.
  loading(false);
  const late = setTimeout(() => loading(!isOnScreen()), 300);
  // Without it the page comes with the client.
  await Promise.race([showFirstPage(place).catch(() => {}), new Promise((patient) => setTimeout(patient, PATIENCE_MS))]);
  isAwaited = false;
  clearTimeout(late);
  loading(!isOnScreen());
}
if (isStored) ask();

const slow = setTimeout(() => {
  document.getElementById("first-page")?.remove();
  document.getElementById("slow")?.removeAttribute("hidden");
  loading(true);
}, 5000);

try {
  const { default: init, start } = await import("{{js}}");
  await init({ module_or_path: "{{wasm}}" });
  const said = await words;
  if (!said.ok) throw new Error(`${said.url}: ${said.status}`);
  start(await said.text());
} catch (error) {
  // The words stand here because the client that would say them did not start.
  document.getElementById("first-page")?.remove();
  loading(true);
  const words = document.getElementById("loading");
  if (words) {
    words.setAttribute("role", "alert");
    const said = document.createElement("p");
    said.textContent = root.lang === "en"
      ? "The app could not start. Check the network, then reload the page."
      : "Ứng dụng chưa mở được. Hãy kiểm tra mạng rồi tải lại trang.";
    words.append(said);
  }
  throw error;
} finally {
  clearTimeout(slow);
}

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/sw.js").catch(() => {
    // Without it the app works as long as there is a network; there is nothing to tell the person.
  });
}
