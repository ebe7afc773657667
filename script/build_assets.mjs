// Bundles the pages' scripts and styles: every .js and .css directly in static/src, or in its folder pages, is an
// entry point and becomes a file of the same name in static/dist; what they import (npm packages, modules in subfolders,
// fonts, pictures, WASM) is bundled or laid beside them. Nothing is asked from a CDN.
// `--watch` builds again whenever a source changes, readable and with source maps.

import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import * as esbuild from "esbuild";
import { PurgeCSS } from "purgecss";

const root = fileURLToPath(new URL("..", import.meta.url));
const source = join(root, "static", "src");
const target = join(root, "static", "dist");
const watching = process.argv.includes("--watch");

const allEntryPoints = [source, join(source, "pages")].flatMap((folder) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((file) => file.isFile() && /\.(js|css)$/.test(file.name))
    .map((file) => join(folder, file.name)),
);
// Code that several entry points import becomes a file that a page waits for longer. The public site, often read on a phone
// far from a mast, shares none with the secretariat.
const isPublic = (path) => /\b(public|parts)\.js$/.test(path);
const bundles = [allEntryPoints.filter(isPublic), allEntryPoints.filter((path) => !isPublic(path))];

const fileTypes = [".woff2", ".woff", ".ttf", ".svg", ".png", ".jpg", ".webp", ".wasm"];

// EventCalendar comes as a script that makes a global variable; here it is a module like the others.
const eventCalendar = {
  name: "event-calendar",
  setup(build) {
    build.onLoad({ filter: /event-calendar\.min\.js$/ }, ({ path }) => ({
      contents: `${readFileSync(path, "utf8")}\nexport default EventCalendar;`,
    }));
  },
};

// The cropper has no mark in the middle of a photograph, and cannot be disabled: their rules are left out.
const cropper = {
  name: "cropper",
  setup(build) {
    build.onLoad({ filter: /cropper\.css$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(/[^{}]*\.cropper-(center|disabled)[^{}]*\{[^{}]*\}/g, ""),
      loader: "css",
    }));
  },
};

// Of Bootstrap's styles those stay whose names stand somewhere in a template, in Python or in a script: a ninth of them.
// Rules that only its scripts name, for uses that no page has, go too.
// No name of a class of Bootstrap's is put together from parts (tests/web/test_public_assets.py finds classes without a rule).
const bootstrap = {
  name: "bootstrap",
  setup(build) {
    build.onLoad({ filter: /bootstrap(\.rtl)?\.css$/ }, async ({ path }) => {
      const content = [
        "templates/**/*.html",
        "{confman,agenda,registrations,outcomes}/**/*.py",
        "static/src/**/*.js",
        "node_modules/bootstrap/js/dist/{base-component,collapse,dropdown,offcanvas,util/backdrop}.js",
      ].map((pattern) => join(root, pattern));
      const own = join(source, "styles", "**", "*.css");
      const blocklist = [/^(drop(up|end|start)|navbar|input-group|form-floating|modal|collapse-horizontal)/];
      const [{ css }] = await new PurgeCSS().purge({ content, css: [path, own], blocklist, variables: true, keyframes: true });
      return { contents: css, loader: "css" };
    });
  },
};

// The editor shows hours by room, in the light: the other views of EventCalendar, and its dark look, are left out.
const eventCalendarStyle = {
  name: "event-calendar-style",
  setup(build) {
    build.onLoad({ filter: /event-calendar\.min\.css$/ }, async ({ path }) => {
      const content = [path.replace(/css$/, "js"), join(source, "agenda-editor.js"), join(source, "agenda-editor", "*.js")];
      const blocklist = [/^ec-(auto-dark|dark|list|month-view|timeline|year-view)/];
      const [{ css }] = await new PurgeCSS().purge({ content, css: [path], blocklist });
      return { contents: css, loader: "css" };
    });
  },
};

// Every browser that we build for reads woff2. Of the Arabic fonts only the letters of their script are wanted: all
// others are in those named before them. None replaces a font that is being read by another, since lines would
// move: what is late is for the next page, and what a page needs first its head names (confman/web/page_fonts.py).
const fonts = {
  name: "fonts",
  setup(build) {
    build.onLoad({ filter: /@fontsource.*\.css$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8")
        .replaceAll(/, url\([^)]+\.woff\) format\('woff'\)/g, "")
        .replaceAll(/@font-face \{[^}]*arabic-(math|symbols|latin)[^}]*\}/g, "")
        .replaceAll("font-display: swap", "font-display: optional"),
      loader: "css",
    }));
  },
};

const options = {
  absWorkingDir: root,
  outdir: target,
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["es2022", "chrome115", "firefox115", "safari16.4"],
  // Names of what the entry points load carry a hash here; those of the entry points themselves get theirs
  // from collectstatic, so that a template asks for "app.js" and "app.css".
  entryNames: "[name]",
  assetNames: "assets/[name]-[hash]",
  chunkNames: "chunks/[name]-[hash]",
  loader: Object.fromEntries(fileTypes.map((type) => [type, "file"])),
  plugins: [eventCalendar, eventCalendarStyle, cropper, bootstrap, fonts],
  minify: !watching,
  sourcemap: watching,
  legalComments: "linked",
  logLevel: "warning",
};

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
// A file that the server itself names, as in a manifest, keeps its name.
cpSync(join(source, "icons"), join(target, "icons"), { recursive: true });

if (watching) {
  for (const entryPoints of bundles) {
    const context = await esbuild.context({ ...options, entryPoints, logLevel: "info" });
    await context.watch();
  }
} else {
  for (const entryPoints of bundles) await esbuild.build({ ...options, entryPoints });
  const files = readdirSync(target, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && /\.(css|js|svg|wasm)$/.test(file.name))
    .map((file) => join(file.parentPath ?? file.path, file.name));
  await Promise.all(files.map(compress));
}

// WhiteNoise sends these in place of the files to whoever reads them. What is compressed already gains nothing.
// Brotli's best needs eight seconds for a megabyte and saves an eighth of it: only for files that are small.
async function compress(path) {
  const content = readFileSync(path);
  const quality = content.length < 500_000 ? 11 : 9;
  const params = { [constants.BROTLI_PARAM_QUALITY]: quality };
  writeFileSync(`${path}.gz`, await promisify(gzip)(content, { level: 9 }));
  writeFileSync(`${path}.br`, await promisify(brotliCompress)(content, { params }));
}
