// Keeps one version of the shell so that the app starts without a network. Rules:
// - A version is stored whole or not at all: one missing file fails the installation, and the old version stays.
// - Every page load gets files of one version only. Hashed files carry their version in their names; the page
//   itself comes from the network while there is one, and its files then come from wherever that version is.
// - What the server knows (/api/…) is never stored here.
const BUILD = "{{build}}";
const FILES = {{files}};
const CACHE = `nghisu-${BUILD}`;
const NETWORK_PATIENCE_MS = 2500;
// What a browser may do by itself, before this worker runs (Service Worker Static Routing, Chromium from 123): the same
// as the code below does, sooner. A page that the network does not give comes from here.
const ROUTES = [
  { condition: { urlPattern: "/api/*" }, source: "network" },
  { condition: { urlPattern: "/assets/*", requestMethod: "GET" }, source: "cache" },
  { condition: { requestMode: "navigate", requestMethod: "GET" }, source: "race-network-and-fetch-handler" },
];

self.addEventListener("install", (event) => {
  const routed = event.addRoutes?.(ROUTES).catch(() => {
    // A browser that reads the rules otherwise asks this worker, as all others do.
  });
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    try {
      await Promise.all(FILES.map(async (address) => {
        const answer = await fetch(address, { cache: "no-cache" });
        if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
        if (address === "/index.html" && !(await answer.clone().text()).includes(BUILD)) throw new Error("the page is of another version");
        await cache.put(address, answer);
      }));
    } catch (error) {
      await caches.delete(CACHE);
      throw error;
    }
    await routed;
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    // A page that is open may still ask for files of its own, older version: the newest of the old caches stays.
    const old = (await caches.keys()).filter((name) => name.startsWith("nghisu-") && name !== CACHE);
    await Promise.all(old.slice(0, -1).map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (address.pathname.startsWith("/api/") || address.pathname === "/sw.js") return;
  if (request.mode === "navigate") {
    event.respondWith(page(request));
  } else if (address.pathname.startsWith("/assets/") || address.pathname.startsWith("/icons/")) {
    event.respondWith(file(request));
  }
});

// The page: from the network while it answers in time, else the stored one. Both are whole versions.
async function page(request) {
  const cache = await caches.open(CACHE);
  const stored = await cache.match("/index.html");
  const network = fetch(request);
  if (!stored) return network;
  const patience = new Promise((resolve) => setTimeout(resolve, NETWORK_PATIENCE_MS, stored));
  try {
    const answer = await Promise.race([network, patience]);
    return answer.status >= 500 ? stored : answer;
  } catch {
    return stored;
  }
}

// A file of the shell: this version's own, or an older one's that a page still asks for by its hashed name.
async function file(request) {
  const own = await (await caches.open(CACHE)).match(request, { ignoreVary: true });
  return own ?? (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}
