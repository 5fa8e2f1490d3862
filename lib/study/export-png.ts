import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

const require = createRequire(import.meta.url);

/** Three pixels a unit: 760 units become 2,280 pixels, 19 cm at 300 dots per inch. */
const pixelsPerUnit = 3;

const fontFamily = 'Source Sans 3';
const fontFiles = () => [
  require.resolve('@expo-google-fonts/source-sans-3/400Regular/SourceSans3_400Regular.ttf'),
  require.resolve('@expo-google-fonts/source-sans-3/600SemiBold/SourceSans3_600SemiBold.ttf'),
];

let started: Promise<readonly Uint8Array[]> | undefined;

/** The renderer starts once a process; the answer are the fonts that it draws with. */
async function start(): Promise<readonly Uint8Array[]> {
  await initWasm(await readFile(require.resolve('@resvg/resvg-wasm/index_bg.wasm')));
  return await Promise.all(fontFiles().map((path) => readFile(path)));
}

/** Draws an SVG figure as PNG on white, with a font of its own: the same bytes on every machine. */
export async function pngOf(svg: string): Promise<Uint8Array> {
  started ??= start();
  const fonts = await started;
  const renderer = new Resvg(svg, {
    background: '#ffffff',
    fitTo: { mode: 'zoom', value: pixelsPerUnit },
    font: { fontBuffers: [...fonts], defaultFontFamily: fontFamily, sansSerifFamily: fontFamily },
  });
  const image = renderer.render();
  const png = image.asPng();
  image.free();
  renderer.free();
  return png;
}
