//! What an operator sees of the store.

use loadin_web::pages::{
    CollectionOf, CopyOfAll, Counted, Helps, IndexFor, IndexOf, MigratingThing, PluginsThings, ServedBy, SlowThing,
    StoredThings, ThingState,
};

fn index(kind: IndexFor, fields: &[&str], state: ThingState) -> IndexOf {
    let fields = fields.iter().map(|field| (*field).to_owned()).collect();
    IndexOf { kind, fields, state, bytes: Some(1_204_224) }
}

fn collection(name: &str, state: ThingState, is_estimate: bool) -> CollectionOf {
    CollectionOf {
        name: name.into(),
        version: 3,
        live: 100_412,
        deleted: 12,
        spaces: 31,
        is_estimate,
        bytes: Some(48_201_728),
        index_bytes: Some(9_404_416),
        state,
        indexes: vec![
            index(IndexFor::Lookup, &["city", "opened"], ThingState::Ready),
            index(IndexFor::Words, &["name", "notes"], state),
            index(IndexFor::Own, &[], ThingState::Ready),
        ],
    }
}

fn slow(question: &str, served: ServedBy, remedy: Helps) -> SlowThing {
    SlowThing {
        plugin: "Tour optimizer".into(),
        collection: "venues".into(),
        question: question.into(),
        count: 41,
        median_ms: 187.4,
        worst_ms: 1_204.0,
        seen: "2026-11-21T00:04".into(),
        served,
        remedy,
    }
}

pub(crate) fn stored() -> StoredThings {
    let walk = "find of mine where fee > ? and (city = ? or open = ?) sorted by -rank";
    let copy = |before: &str, days| CopyOfAll {
        before: before.into(),
        made: "2026-11-18T23:58".into(),
        days,
        bytes: 61_202_432,
    };
    let migration = MigratingThing {
        plugin: "Tour optimizer".into(),
        collection: "plans".into(),
        done: 12_000,
        total: 48_000,
        began: "2026-11-21T00:04".into(),
    };
    let (many, gone) = (
        vec![
            collection("venues", ThingState::Backfilling(Some(0.62)), false),
            collection("plans", ThingState::Ready, true),
        ],
        vec![collection("notes", ThingState::Indexing, false)],
    );
    let plugin = |name: &str, id: &str, is_installed, collections| PluginsThings {
        name: name.into(),
        id: id.into(),
        is_installed,
        collections,
    };
    StoredThings {
        counted: Some(Counted {
            at: "2026-11-21T00:04".into(),
            database: "SQLite 3.51.3".into(),
            bytes: 64_102_400,
            free: Some(12_884_901_888),
            reusable: Some(204_800),
            step: 8,
            copies: Some(vec![copy("org.loadin.tour-optimizer-venues-3", 2), copy("step-8", 0)]),
            migrations: vec![migration],
            plugins: vec![
                plugin("Tour optimizer", "org.loadin.tour-optimizer", true, many),
                plugin("org.example.notes", "org.example.notes", false, gone),
            ],
        }),
        slow_ms: 100,
        slow: vec![
            slow(walk, ServedBy::Walk, Helps::Declare("indexes = [[\"fee\", \"rank\"]]".into())),
            slow("count of visible where not open = ?", ServedBy::Walk, Helps::Narrow),
            slow("find of mine where city = ?", ServedBy::Index, Helps::Less),
        ],
    }
}
