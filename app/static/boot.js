// Starts the client: what was chosen on this tablet first (so that nothing flashes), then the module, then the
// service worker that keeps this very version for the next start.
import init from "{{js}}";

const root = document.documentElement;
const chosen = (key, otherwise) => {
  try { return localStorage.getItem(key) ?? otherwise; } catch { return otherwise; }
};
const theme = chosen("nghisu-theme", "light");
root.dataset.theme = theme === "device" ? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light") : theme;
root.dataset.text = chosen("nghisu-text", "normal");
root.dataset.paper = chosen("nghisu-paper", "white");
root.lang = chosen("nghisu-language", "vi");

// Whoever opens a room needs its part as well: it comes beside the module that will ask for it.
if (/^\/meetings\/[0-9a-f-]{36}$/.test(location.pathname)) {
  for (const address of {{room}}) {
    const hint = Object.assign(document.createElement("link"), { rel: "preload", as: "fetch", href: address, crossOrigin: "" });
    document.head.append(hint);
  }
}

const slow = setTimeout(() => document.getElementById("slow")?.removeAttribute("hidden"), 5000);

try {
  await init({ module_or_path: "{{wasm}}" });
} catch (error) {
  // The words stand here because the client that would say them did not start.
  const loading = document.getElementById("loading");
  if (loading) {
    loading.setAttribute("role", "alert");
    const said = document.createElement("p");
    said.textContent = root.lang === "en"
      ? "The app could not start. Check the network, then reload the page."
      : "Ứng dụng chưa mở được. Hãy kiểm tra mạng rồi tải lại trang.";
    loading.append(said);
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
