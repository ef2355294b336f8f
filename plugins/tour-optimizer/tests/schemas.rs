//! The schemas that are committed are those of the types.

use std::{fs, path::Path};

use loadin_tour_optimizer::schema;

#[test]
fn the_written_schemas_are_those_of_the_types() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    let rewrite = std::env::var_os("WRITE_SCHEMAS").is_some();
    for (name, text) in schema::files().unwrap() {
        let path = folder.join(name);
        if rewrite {
            fs::write(&path, &text).unwrap();
        }
        let written = fs::read_to_string(&path).unwrap_or_default();
        let advice = "run `WRITE_SCHEMAS=1 cargo test -p loadin-tour-optimizer --test schemas` and commit the result";
        assert!(written == text, "schemas/{name} is stale: {advice}");
    }
}
