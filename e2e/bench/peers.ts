// Serves the peers, their modules and the papers: ranges as any web server gives them, modules cacheable for ever so
// that a warm cache is as good as the app's shell, papers never cached.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";
import { extname, join, normalize } from "node:path";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".wasm": "application/wasm",
  ".pdf": "application/pdf",
};

export class Peers {
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async serve(papers: string): Promise<Peers> {
    const roots: Record<string, string> = {
      peers: join(import.meta.dirname, "peers"),
      modules: join(import.meta.dirname, "node_modules"),
      papers,
    };
    const server = createServer((request, response) => {
      answer(roots, request, response).catch(() => {
        response.statusCode = 404;
        response.end();
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return new Peers(server, `http://localhost:${address.port}`);
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

async function answer(roots: Record<string, string>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname));
  const [, first = "", ...rest] = path.split("/");
  const root = roots[first];
  if (root === undefined) throw new Error("unknown");
  const file = join(root, ...rest);
  const { size } = await stat(file);
  response.setHeader("Content-Type", TYPES[extname(file)] ?? "application/octet-stream");
  response.setHeader("Accept-Ranges", "bytes");
  response.setHeader("Cache-Control", first === "papers" ? "no-store" : "public, max-age=31536000, immutable");
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
  const from = Number(range?.[1] ?? 0);
  const to = range?.[2] ? Math.min(Number(range[2]), size - 1) : size - 1;
  if (range) {
    response.statusCode = 206;
    response.setHeader("Content-Range", `bytes ${from}-${to}/${size}`);
  }
  response.setHeader("Content-Length", to - from + 1);
  createReadStream(file, { start: from, end: to }).pipe(response);
}
