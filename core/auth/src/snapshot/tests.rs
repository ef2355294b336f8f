//! The compiled snapshot answers as casbin does, on every triple and on random ones.

use std::collections::BTreeSet;

use loadin_types::{PluginId, SpaceId, people::Role};
use proptest::{prelude::*, sample};

use super::Snapshot;
use crate::{CorePermission, Domain, MODEL, POLICY, Permission, PluginDefault, PluginPermission, Policy, SpaceRule};

const PLUGIN: &str = "org.example.lights";

fn space(number: u8) -> SpaceId {
    SpaceId::from_parts(1_700_000_000_000, &[number; 10])
}

fn role(name: &str) -> Role {
    name.parse().unwrap()
}

fn theirs(name: &str) -> PluginPermission {
    PluginPermission::new(PluginId::try_from(PLUGIN.to_owned()).unwrap(), name).unwrap()
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

fn shipped() -> Policy {
    let plugins = [
        PluginDefault { permission: theirs("techspec:read"), roles: vec![role("guest")] },
        PluginDefault { permission: theirs("techspec:write"), roles: vec![role("booker")] },
    ];
    let rules = [SpaceRule { role: role("lights"), space: space(1), permission: theirs("techspec:write").into() }];
    block_on(Policy::load(&plugins, &rules)).unwrap()
}

fn domains() -> [Domain; 3] {
    [Domain::Instance, Domain::Space(space(1)), Domain::Space(space(2))]
}

#[test]
fn it_says_what_casbin_says_about_every_triple_of_the_shipped_policy() {
    let policy = shipped();
    let snapshot = Snapshot::compile(&policy);
    let roles: Vec<Role> = policy.roles().cloned().chain([role("nobody")]).collect();
    let mut compared = 0;
    for role in &roles {
        for domain in domains() {
            for permission in policy.permissions() {
                let says = policy.casbin_allows(role, domain, permission).unwrap();
                assert_eq!(snapshot.allows([role], domain, permission), says, "{role} {domain} {permission}");
                compared += 1;
            }
        }
    }
    assert_eq!(compared, roles.len() * 3 * (CorePermission::ALL.len() + 2));
}

#[test]
fn rights_climb_from_guest_to_owner_and_admins_get_no_treasurers_rights() {
    let snapshot = Snapshot::compile(&shipped());
    let with = |core: CorePermission| -> Vec<String> {
        snapshot.roles_with(&core.into()).into_iter().map(ToString::to_string).collect()
    };
    assert_eq!(with(CorePermission::InviteMembers), ["admin", "owner"]);
    assert_eq!(with(CorePermission::ListMembers), ["admin", "booker", "member", "owner", "treasurer"]);
    assert_eq!(with(CorePermission::ViewSpace).len(), 7, "an operator is a stranger in a space");
    assert_eq!(with(CorePermission::ManagePlugins), ["operator"]);
    assert!(snapshot.may_give(&role("admin"), &role("booker")) && snapshot.may_give(&role("owner"), &role("owner")));
    assert!(
        !snapshot.may_give(&role("admin"), &role("treasurer")) && !snapshot.may_give(&role("admin"), &role("owner"))
    );
}

#[test]
fn a_spaces_own_rule_reaches_no_other_space() {
    let snapshot = Snapshot::compile(&shipped());
    let write = theirs("techspec:write").into();
    let asks = |number| snapshot.allows([&role("lights")], Domain::Space(space(number)), &write);
    assert_eq!((asks(1), asks(2)), (true, false));
}

#[test]
fn what_is_unknown_has_no_rights() {
    let snapshot = Snapshot::compile(&shipped());
    let here = Domain::Space(space(1));
    assert!(!snapshot.allows([&role("owner")], here, &theirs("techspec:erase").into()));
    assert!(!snapshot.allows([&role("nobody")], here, &CorePermission::ViewSpace.into()));
    assert!(!snapshot.allows([], here, &CorePermission::ViewSpace.into()));
    assert_eq!(snapshot.permission("members:*"), None, "casbin itself would say yes to a pattern");
}

#[test]
fn rights_of_several_roles_add_up_and_a_mask_only_takes_away() {
    let snapshot = Snapshot::compile(&shipped());
    let here = Domain::Space(space(2));
    let view: Permission = CorePermission::ViewSpace.into();
    let list: Permission = CorePermission::ListMembers.into();
    let both = snapshot.rights([&role("lights"), &role("member")], here);
    assert!(snapshot.holds(&both, &list) && snapshot.holds(&both, &view));
    let masked = both.and(&snapshot.rights_named(["space:view", "members:change", "no:such"]));
    assert!(snapshot.holds(&masked, &view) && !snapshot.holds(&masked, &list));
    assert!(!snapshot.holds(&masked, &CorePermission::ChangeMembers.into()), "a mask gives nothing");
}

const ROLES: [&str; 8] = ["r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7"];
const PATTERNS: [&str; 12] = [
    "space:view",
    "members:list",
    "members:*",
    "tokens:*",
    "settings:change",
    "plugins:call",
    "instance:*",
    "instance:view",
    "people:manage",
    "org.example.lights/techspec:read",
    "org.example.lights/techspec:*",
    "org.example.gone/techspec:*",
];

/// A policy of random rows, in which roles include only later ones.
fn any_policy() -> impl Strategy<Value = String> {
    let rows = prop::collection::vec((0..8usize, 0..3usize, sample::select(&PATTERNS[..])), 1..20);
    let includes = prop::collection::vec((0..7usize, 1..8usize), 0..10);
    (rows, includes).prop_map(|(rows, includes)| {
        let mut text = String::new();
        for (role, reach, pattern) in rows {
            let is_instances = pattern.starts_with("instance") || pattern.starts_with("people");
            let everywhere = ["*".to_owned(), space(1).to_string(), space(2).to_string()];
            let reach = if is_instances { "instance" } else { &everywhere[reach] };
            text.push_str(&format!("p, {}, {reach}, {pattern}\n", ROLES[role]));
        }
        for (role, step) in includes {
            text.push_str(&format!("g, {}, {}\n", ROLES[role], ROLES[(role + step).min(7)]));
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(40) })]

    #[test]
    fn it_says_what_casbin_says_about_random_triples_of_random_policies(
        text in any_policy(),
        triples in prop::collection::vec((0..9usize, 0..3usize, any::<sample::Index>()), 2_500),
    ) {
        let plugins = ["techspec:read", "techspec:write"].map(|name| PluginDefault { permission: theirs(name), roles: vec![] });
        let text = format!("p, guest, *, space:view\ng, admin, guest\n{text}");
        let policy = block_on(Policy::load_from(MODEL, &text, &plugins, &[])).unwrap();
        let snapshot = Snapshot::compile(&policy);
        let roles: Vec<Role> = ROLES.iter().map(|name| role(name)).chain([role("nobody")]).collect();
        for (asked, domain, permission) in triples {
            let (asked, domain, permission) = (&roles[asked], domains()[domain], permission.get(policy.permissions()));
            let says = policy.casbin_allows(asked, domain, permission).unwrap();
            prop_assert_eq!(snapshot.allows([asked], domain, permission), says, "{} {} {}", asked, domain, permission);
        }
    }
}

#[test]
fn the_shipped_rows_stay_about_thirty() {
    let rows: BTreeSet<&str> = POLICY.lines().filter(|line| line.starts_with("p,") || line.starts_with("g,")).collect();
    assert!(rows.len() <= 40, "{} rows: memberships belong in the database, not here", rows.len());
}

#[test]
fn a_plugin_is_told_of_its_own_permissions_and_nobody_elses() {
    let snapshot = Snapshot::compile(&shipped());
    let plugin = PluginId::try_from(PLUGIN.to_owned()).unwrap();
    let other = PluginId::try_from("org.example.other".to_owned()).unwrap();
    let of = |name: &str, place: SpaceId, plugin: &PluginId| {
        let mut names = snapshot.names_held(&snapshot.rights([&role(name)], Domain::Space(place)), plugin);
        names.sort();
        names
    };
    assert_eq!(of("owner", space(2), &plugin), ["techspec:read", "techspec:write"]);
    assert_eq!(of("guest", space(2), &plugin), ["techspec:read"]);
    assert_eq!(of("lights", space(1), &plugin).last().unwrap(), "techspec:write");
    assert!(of("owner", space(2), &other).is_empty());
}
