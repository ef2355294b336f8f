//! Grants: what is allowed, and that nothing else is.

use std::time::Duration;

use loadin_types::{
    PersonId, PluginId, SpaceId, Timestamp, TokenId,
    people::{ApiToken, Membership, Role, Session},
};

use super::{Authorised, Grant, Refusal, decide, on_instance};
use crate::{
    permission::{CorePermission, Permission, ask},
    principal::{Principal, Reauthenticate, SignedIn, TokenHolder},
    session::{Lifetime, begin_session},
    snapshot::Snapshot,
    testing::{Counting, as_stored, snapshot},
};

const START: Timestamp = Timestamp::from_micros(1_700_000_000_000_000);

fn space(number: u8) -> SpaceId {
    SpaceId::from_parts(1, &[number; 10])
}

fn role(name: &str) -> Role {
    name.parse().unwrap()
}

fn person(number: u8) -> PersonId {
    PersonId::from_parts(1, &[number; 10])
}

fn signed_in(number: u8) -> Principal {
    let (new, _) = begin_session(&Counting::default(), START, person(number), Lifetime::PERSON, "");
    let session: Session = as_stored(&new, START);
    Principal::Person(SignedIn::of(session).unwrap())
}

fn token(number: u8, spaces: &[SpaceId], scopes: &[&str]) -> Principal {
    let token = ApiToken {
        id: TokenId::from_parts(1, &[9; 10]),
        owner: person(number),
        name: "sync".into(),
        spaces: spaces.to_vec(),
        scopes: scopes.iter().map(ToString::to_string).collect(),
        created: START,
        expires: START.after(Duration::from_secs(1)),
        revoked: None,
        last_used: None,
    };
    Principal::Token(TokenHolder::new(token))
}

fn membership(number: u8, space: SpaceId, of: &str) -> Membership {
    Membership { space, person: person(number), role: role(of), version: 1, created: START }
}

fn invite(snapshot: &Snapshot, who: &Principal, row: Option<&Membership>) -> Result<Grant, Refusal> {
    decide(snapshot, who, Some(space(1)), row, &CorePermission::InviteMembers.into())
}

#[test]
fn sec_31_a_grant_needs_the_person_the_membership_and_the_permission() {
    let snapshot = snapshot();
    let forbidden = || Refusal::Forbidden(CorePermission::InviteMembers.into());
    let admin = membership(1, space(1), "admin");
    for (case, who, row, expected) in [
        ("admin", signed_in(1), Some(&admin), None),
        ("owner", signed_in(1), Some(&membership(1, space(1), "owner")), None),
        ("member", signed_in(1), Some(&membership(1, space(1), "member")), Some(forbidden())),
        ("unknown role", signed_in(1), Some(&membership(1, space(1), "king")), Some(forbidden())),
        ("operator's role as a member", signed_in(1), Some(&membership(1, space(1), "operator")), Some(forbidden())),
        ("nobody", Principal::Anonymous, Some(&admin), Some(Refusal::SignInFirst)),
        ("no row", signed_in(1), None, Some(Refusal::Stranger)),
        ("operator without a row", signed_in(1), None, Some(Refusal::Stranger)),
        ("somebody else's row", signed_in(2), Some(&admin), Some(Refusal::Stranger)),
        ("a row of another space", signed_in(1), Some(&membership(1, space(2), "admin")), Some(Refusal::Stranger)),
    ] {
        assert_eq!(invite(&snapshot, &who, row).err(), expected, "{case}");
    }
    let nowhere = decide(&snapshot, &signed_in(1), None, Some(&admin), &CorePermission::InviteMembers.into());
    assert_eq!(nowhere.err(), Some(Refusal::Stranger), "no such space reads like one of somebody else");
}

#[test]
fn a_grant_opens_its_own_space_for_its_own_person() {
    let (snapshot, row) = (snapshot(), membership(1, space(1), "admin"));
    let proof = Authorised::<ask::InviteMembers>::of(invite(&snapshot, &signed_in(1), Some(&row)).unwrap());
    assert_eq!((proof.scope().space(), proof.scope().person()), (space(1), Some(person(1))));
    assert_eq!(proof.permission(), CorePermission::InviteMembers);
    assert!(proof.grant().also_allows(&snapshot, &CorePermission::ChangeSettings.into()));
    assert!(!proof.grant().also_allows(&snapshot, &CorePermission::ManagePeople.into()));
    let plugin = PluginId::try_from("org.example.unknown".to_owned()).unwrap();
    let caller = proof.grant().caller(&snapshot, &plugin);
    assert_eq!(
        (&caller.id, caller.space, &caller.roles),
        (&person(1).to_string(), space(1), &vec!["admin".to_owned()])
    );
    assert!(caller.may("public") && !caller.may("members:invite"), "core's permissions are nothing to a plugin");
}

#[test]
fn sec_14_a_token_has_its_scopes_and_its_owners_rights_and_no_more() {
    let snapshot = snapshot();
    let forbidden = || Some(Refusal::Forbidden(CorePermission::InviteMembers.into()));
    let here = [space(1)];
    for (case, who, as_role, expected) in [
        ("both", token(1, &here, &["members:invite"]), "admin", None),
        ("owner demoted", token(1, &here, &["members:invite"]), "member", forbidden()),
        ("scope missing", token(1, &here, &["members:list", "space:view"]), "owner", forbidden()),
        ("no scopes", token(1, &here, &[]), "owner", forbidden()),
        ("a pattern is no scope", token(1, &here, &["members:*"]), "owner", forbidden()),
        ("another space", token(1, &[space(2)], &["members:invite"]), "admin", Some(Refusal::Stranger)),
        ("no space", token(1, &[], &["members:invite"]), "admin", Some(Refusal::Stranger)),
    ] {
        let row = membership(1, space(1), as_role);
        assert_eq!(invite(&snapshot, &who, Some(&row)).err(), expected, "{case}");
    }
    let none = invite(&snapshot, &token(1, &here, &["members:invite"]), None);
    assert_eq!(none.err(), Some(Refusal::Stranger), "owner left the space");
    let row = membership(1, space(1), "owner");
    let grant = invite(&snapshot, &token(1, &here, &["members:invite"]), Some(&row)).unwrap();
    assert_eq!(grant.token(), Some(TokenId::from_parts(1, &[9; 10])));
    assert!(!grant.also_allows(&snapshot, &CorePermission::ChangeSettings.into()));
}

#[test]
fn sec_14_tokens_against_every_core_permission() {
    let snapshot = snapshot();
    let row = membership(1, space(1), "owner");
    let mut granted = 0;
    for scope in CorePermission::ALL {
        for asked in CorePermission::ALL {
            let permission: Permission = (*asked).into();
            let holder = token(1, &[space(1)], &[scope.name()]);
            let is_granted = decide(&snapshot, &holder, Some(space(1)), Some(&row), &permission).is_ok();
            let owner_may = decide(&snapshot, &signed_in(1), Some(space(1)), Some(&row), &permission).is_ok();
            assert_eq!(is_granted, scope == asked && owner_may, "{scope} {asked}");
            granted += usize::from(is_granted);
        }
    }
    assert_eq!(granted, 8, "the permissions of a space");
}

#[test]
fn sec_39_only_the_operator_in_a_browser_acts_on_the_instance() {
    let snapshot = snapshot();
    let asks = |who: &Principal, roles: &[Role]| {
        on_instance::<ask::ManagePlugins>(&snapshot, who, roles).map(|proof| proof.person())
    };
    let forbidden = Refusal::Forbidden(CorePermission::ManagePlugins.into());
    let operator = [role("operator")];
    assert_eq!(asks(&signed_in(1), &operator), Ok(person(1)));
    assert_eq!(asks(&signed_in(1), &[]), Err(forbidden.clone()));
    assert_eq!(asks(&signed_in(1), &[role("owner")]), Err(forbidden.clone()), "an owner's rights end at her space");
    assert_eq!(asks(&token(1, &[space(1)], &["plugins:manage"]), &operator), Err(forbidden));
    assert_eq!(asks(&Principal::Anonymous, &operator), Err(Refusal::SignInFirst));
}

#[test]
fn sec_13_a_proof_is_fresh_for_ten_minutes_and_a_token_is_none() {
    let at = |minutes: u64| START.after(Duration::from_secs(60 * minutes));
    assert_eq!(signed_in(1).require_fresh_proof(at(9)), Ok(()));
    assert_eq!(signed_in(1).require_fresh_proof(at(10)), Err(Reauthenticate));
    assert_eq!(token(1, &[space(1)], &["tokens:manage"]).require_fresh_proof(START), Err(Reauthenticate));
    assert_eq!(Principal::Anonymous.require_fresh_proof(START), Err(Reauthenticate));
}

#[test]
fn a_caller_of_a_public_page_brings_no_roles() {
    let caller = signed_in(1).caller_without_roles(space(1));
    assert_eq!((caller.id, caller.roles), (person(1).to_string(), vec![]));
    assert_eq!(Principal::Anonymous.caller_without_roles(space(1)).id, "");
}
