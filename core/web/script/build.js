// Bundles main.ts into ../assets/app.js, or into the file that is named. The result is committed, so that `cargo build` needs
// no npm; `cargo loadin check` builds it again and compares.
import { build } from 'esbuild'

await build({
  entryPoints: ['main.ts'],
  outfile: process.argv[2] ?? '../assets/app.js',
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'none',
  banner: { js: '// Built from core/web/script by `cargo loadin bundle`; do not edit. Holds idiomorph (0BSD).' },
})
