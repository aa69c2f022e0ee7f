import { createHash } from 'node:crypto';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, transformWithEsbuild, type Plugin } from 'vite';

const walk = (dir: string): string[] => readdirSync(dir).flatMap((name) => {
  const file = path.join(dir, name);
  return statSync(file).isDirectory() ? walk(file) : [file];
});
const out = process.env['JOBMATE_WEB_OUT'] ?? path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../build/web');

// The styles stand in the page (the gateway allows them by their hash), so that it is painted before anything else has come. Every
// screen's address gets a page of its own, <name>.html for features/…/<Name>Screen.tsx: it names that screen's code, which is then
// fetched beside the app's instead of after it.
function pages(): Plugin {
  return {
    name: 'pages',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const page = bundle['index.html'];
      if (page?.type !== 'asset') throw new Error('no index.html');
      let html = String(page.source);
      for (const [name, file] of Object.entries(bundle)) {
        if (file.type !== 'asset' || !name.endsWith('.css')) continue;
        const css = String(file.source).trim();
        const linked = html.replace(new RegExp(`<link rel="stylesheet"[^>]*href="/${name}">`), () => `<style>${css}</style>`);
        if (linked === html || css.includes('</style')) throw new Error(`${name} is not for the page`);
        html = linked;
        delete bundle[name];
        // Nor does code that is loaded later wait for it: Vite writes what it waits for from this, after us.
        for (const chunk of Object.values(bundle)) if (chunk.type === 'chunk') chunk.viteMetadata?.importedCss.delete(name);
      }
      const withCode = (names: readonly string[]) => html.replace('</head>', () => `${names.map((n) => `  <link rel="modulepreload" crossorigin href="/${n}">\n`).join('')}</head>`);
      const needs = (name: string, all: string[] = []): string[] => {
        const chunk = bundle[name];
        if (chunk?.type !== 'chunk' || chunk.isEntry || all.includes(name)) return all;
        all.push(name);
        for (const n of chunk.imports) needs(n, all);
        return all;
      };
      page.source = html;
      for (const chunk of Object.values(bundle)) {
        const screen = chunk.type === 'chunk' && chunk.isDynamicEntry ? /features\/.*\/(\w+)Screen\.tsx$/.exec(chunk.facadeModuleId ?? '')?.[1]?.toLowerCase() : undefined;
        if (screen === 'today') page.source = withCode(needs(chunk.fileName));        // that one is at /
        else if (screen) this.emitFile({ type: 'asset', fileName: `${screen}.html`, source: withCode(needs(chunk.fileName)) });
      }
    },
  };
}

// Beside every file that gains from it: x.br and x.gz, as small as they go. The gateway sends them as they are.
function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    closeBundle: { sequential: true, handler() {
      for (const file of walk(out)) {
        if (!/\.(js|css|html|svg|json|webmanifest|txt)$/.test(file)) continue;
        const bytes = readFileSync(file);
        if (bytes.length < 1400) continue;
        writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }));
        writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
      }
    } },
  };
}

// sw.js: the service worker, with the list of this build's files and a version made of their content. Larger ones (a library for one
// screen) are read when they are needed.
const keptBytesMax = 600_000;
function serviceWorker(): Plugin {
  const source = path.resolve(path.dirname(fileURLToPath(import.meta.url)), 'src/worker/service_worker.ts');
  return {
    name: 'service-worker',
    apply: 'build',
    closeBundle: { sequential: true, order: 'pre', async handler() {
      const files = walk(out).map((f) => path.relative(out, f).split(path.sep).join('/')).filter((f) => !/^(\.vite\/|robots\.txt$|(?!index)[^/]*\.html$)/.test(f) && statSync(path.join(out, f)).size <= keptBytesMax).sort();
      const hash = createHash('sha256').update(readFileSync(source));
      for (const f of files) hash.update(f).update(readFileSync(path.join(out, f)));
      const define = { VERSION: JSON.stringify(hash.digest('hex').slice(0, 16)), FILES: JSON.stringify(files.map((f) => (f === 'index.html' ? '/' : `/${f}`))) };
      const { code } = await transformWithEsbuild(readFileSync(source, 'utf8'), source, { define, minify: true, sourcemap: false, format: 'iife' });
      writeFileSync(path.join(out, 'sw.js'), code);
    } },
  };
}

export default defineConfig({
  plugins: [pages(), serviceWorker(), precompress()],
  esbuild: { jsx: 'automatic', legalComments: 'none' },
  worker: { format: 'es' },
  build: {
    outDir: out, emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0, reportCompressedSize: false, manifest: true,
    modulePreload: { polyfill: false },
  },
  // npm run dev: the page from here, everything else from a JobMate that runs beside it.
  server: { proxy: { '/graphql': 'http://127.0.0.1:4000', '/events': 'http://127.0.0.1:4000' } },
});
