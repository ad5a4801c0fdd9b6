// What both peers share: one page fitted to the window at the screen's density, turned by PageDown and PageUp.
// `open(address)` gives { pages, size(page), draw(page, width, height, canvas) }; lengths of `draw` are device pixels.
export async function view(open) {
  const canvas = document.querySelector("canvas");
  const paper = await open(new URLSearchParams(location.search).get("file"));
  let turns = 0;
  const show = async (page) => {
    const turn = ++turns;
    const { width, height } = await paper.size(page);
    // The same margin as the app leaves.
    const scale = Math.min((innerWidth - 24) / width, (innerHeight - 24) / height);
    const [across, down] = [Math.round(width * scale * devicePixelRatio), Math.round(height * scale * devicePixelRatio)];
    canvas.style.width = `${width * scale}px`;
    canvas.style.height = `${height * scale}px`;
    await paper.draw(page, across, down, canvas);
    if (turn === turns) canvas.dataset.page = String(page);
  };
  let page = 1;
  addEventListener("keydown", ({ key }) => {
    const to = page + (key === "PageDown" ? 1 : key === "PageUp" ? -1 : 0);
    if (to === page || to < 1 || to > paper.pages) return;
    page = to;
    void show(page);
  });
  await show(page);
}
