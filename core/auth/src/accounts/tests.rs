//! Accounts: who is created, signed in and refused, against a real database in memory.

use std::time::Duration;

use loadin_storage::{
    memberships, people,
    people::NewPerson,
    sessions,
    spaces::{self, NewSpace},
};
use loadin_types::{
    PersonId, Scope, SpaceId, Timestamp,
    people::{LoginName, Role, SpaceKind},
    ports::Clock as _,
};

use super::{SignIn, SignInError};
use crate::{
    AccessError, Authorised, Credentials, MakeTokenError, NewSession, Principal, Refusal, Secret, SpaceName,
    TokenError, TokenWish,
    permission::{CorePermission, ask},
    testing::{House, PASSWORD, visitor},
};

async fn sign_in(house: &House, login: &str, password: &str, cookie: Option<&str>) -> Result<NewSession, SignInError> {
    let wish = SignIn { login, password: Secret::new(password.into()), from: visitor(cookie) };
    house.accounts.sign_in(wish).await
}

async fn principal(house: &House, cookie: &str) -> Principal {
    house.access.principal(Credentials::Cookie(cookie)).await.unwrap()
}

fn foundry() -> SpaceName {
    SpaceName::read("foundry").unwrap()
}

/// Makes Ben, who has no password, a member of nothing.
async fn ben(house: &House) -> PersonId {
    let id = PersonId::from_parts(2, &[2; 10]);
    let login = LoginName { shown: "Ben".into(), folded: "ben".into() };
    let new = NewPerson { id, login, display_name: "Ben".into(), password: None };
    let now = Timestamp::from_millis(house.clock.now_ms());
    house.storage.write(move |tx| Box::pin(async move { people::create(tx, &new, now).await })).await.unwrap();
    id
}

#[tokio::test]
async fn sec_12_signing_in_begins_a_new_session_and_ends_the_one_before() {
    let (house, first) = House::set_up().await;
    let before = first.session.cookie.expose();
    let now = sign_in(&house, " ANNA ", PASSWORD, Some(before)).await.unwrap();
    assert_ne!((now.cookie.expose(), now.session.id), (before, first.session.session.id));
    assert_eq!(principal(&house, now.cookie.expose()).await.person(), Some(first.person.id));
    assert_eq!(principal(&house, before).await, Principal::Anonymous, "a fixed session is worth nothing");
    assert!(house.accounts.sign_out(now.cookie.expose()).await.unwrap());
    assert_eq!(principal(&house, now.cookie.expose()).await, Principal::Anonymous);
    assert!(!house.accounts.sign_out(now.cookie.expose()).await.unwrap());
}

#[tokio::test]
async fn sec_17_wrong_names_and_wrong_passwords_read_the_same() {
    let (house, _) = House::set_up().await;
    ben(&house).await;
    let mut answers = Vec::new();
    for (login, password) in
        [("anna", "granite llama teapot"), ("zora", PASSWORD), ("ben", PASSWORD), ("", PASSWORD), ("a/b", "")]
    {
        answers.push(sign_in(&house, login, password, None).await.unwrap_err().to_string());
    }
    answers.dedup();
    assert_eq!(answers, ["that name and password do not belong together"]);
}

#[tokio::test]
async fn sec_15_guessing_is_slowed_down_whatever_the_spelling_and_the_right_password_waits_too() {
    let (house, _) = House::set_up().await;
    for login in ["anna", "ANNA", "Ánna", " anna", "ａnna"] {
        assert!(matches!(sign_in(&house, login, "guess", None).await, Err(SignInError::Wrong)));
    }
    let waits = sign_in(&house, "anna", PASSWORD, None).await.unwrap_err().to_string();
    assert_eq!(waits, "too many attempts to sign in: try again in 2 s");
    house.clock.pass(Duration::from_secs(2));
    sign_in(&house, "anna", PASSWORD, None).await.unwrap();
    sign_in(&house, "anna", PASSWORD, None).await.expect("success has cleared the bucket");
}

#[tokio::test]
async fn sec_12_sessions_end_by_time_by_being_disabled_and_by_being_the_thirty_first() {
    let (house, first) = House::set_up().await;
    let oldest = first.session.cookie.expose();
    let mut newest = None;
    for _ in 0..30 {
        house.clock.pass(Duration::from_secs(1));
        newest = Some(sign_in(&house, "anna", PASSWORD, None).await.unwrap());
    }
    let newest = newest.unwrap();
    assert_eq!(principal(&house, oldest).await, Principal::Anonymous);
    let now = Timestamp::from_millis(house.clock.now_ms());
    let live = sessions::list_of_person(house.storage.reader(), first.person.id, now).await.unwrap();
    assert_eq!(live.len(), 30);
    assert_eq!(principal(&house, newest.cookie.expose()).await.person(), Some(first.person.id));
    house.clock.pass(Duration::from_secs(12 * 3_600));
    assert_eq!(principal(&house, newest.cookie.expose()).await, Principal::Anonymous);
    // Another operator, so that Anna is not the last.
    let ben = ben(&house).await;
    let anna = first.person.id;
    let still = sign_in(&house, "anna", PASSWORD, None).await.unwrap();
    house
        .storage
        .write(move |tx| {
            Box::pin(async move {
                loadin_storage::instance_roles::grant(tx, ben, &Role::operator(), now).await?;
                let hash = people::password_of(tx, anna).await?.unwrap();
                people::set_password(tx, ben, &hash).await?;
                people::disable(tx, anna, now).await
            })
        })
        .await
        .unwrap();
    assert_eq!(principal(&house, still.cookie.expose()).await, Principal::Anonymous);
    assert!(matches!(sign_in(&house, "anna", PASSWORD, None).await, Err(SignInError::Wrong)));
}

#[tokio::test]
async fn sec_30_a_stranger_learns_nothing_about_a_space_and_a_demotion_counts_at_the_next_request() {
    let (house, first) = House::set_up().await;
    let (ben, now) = (ben(&house).await, Timestamp::from_millis(house.clock.now_ms()));
    let other = NewSpace {
        id: SpaceId::from_parts(3, &[3; 10]),
        slug: "cellar".parse().unwrap(),
        name: "Cellar".into(),
        kind: SpaceKind::Venue,
    };
    house.storage.write(move |tx| Box::pin(async move { spaces::create(tx, &other, ben, now).await })).await.unwrap();
    let anna = principal(&house, first.session.cookie.expose()).await;
    let cellar = SpaceId::from_parts(3, &[3; 10]).to_string();
    let random = SpaceId::from_parts(4, &[4; 10]).to_string();
    for name in ["cellar", "nowhere", cellar.as_str(), random.as_str()] {
        let name = SpaceName::read(name).unwrap();
        let refused = house.access.authorise::<ask::ViewSpace>(&anna, &name).await.unwrap_err();
        assert!(matches!(refused, AccessError::Refused(Refusal::Stranger)), "{name:?}");
        let anonymous = house.access.authorise::<ask::ViewSpace>(&Principal::Anonymous, &name).await.unwrap_err();
        assert!(matches!(anonymous, AccessError::Refused(Refusal::SignInFirst)), "{name:?}");
    }
    assert_eq!(SpaceName::read("../x"), None);

    let scope = Scope::for_auth_only(first.space.id, Some(first.person.id));
    let owner = Role::owner();
    let add =
        house.storage.write(move |tx| Box::pin(async move { memberships::add(tx, &scope, ben, &owner, now).await }));
    add.await.unwrap();
    let proof: Authorised<ask::ChangeSettings> = house.access.authorise(&anna, &foundry()).await.unwrap();
    assert_eq!(proof.grant().role(), &Role::owner());
    let anna_id = first.person.id;
    house
        .storage
        .write(move |tx| {
            let role: Role = "guest".parse().unwrap();
            Box::pin(async move { memberships::change_role(tx, &scope, anna_id, &role, 1).await })
        })
        .await
        .unwrap();
    let refused = house.access.authorise::<ask::ChangeSettings>(&anna, &foundry()).await.unwrap_err();
    assert!(matches!(refused, AccessError::Refused(Refusal::Forbidden(_))), "{refused:?}");
    house.access.authorise::<ask::ViewSpace>(&anna, &foundry()).await.unwrap();
}

fn wish(spaces: Vec<SpaceId>) -> TokenWish {
    TokenWish { name: "sync".into(), spaces, scopes: vec!["members:list".into()], days: None }
}

#[tokio::test]
async fn sec_14_a_token_works_until_it_is_over_or_revoked_and_cannot_make_others() {
    let (house, first) = House::set_up().await;
    let anna = principal(&house, first.session.cookie.expose()).await;
    let Principal::Person(signed_in) = &anna else { panic!("{anna:?}") };
    let proof = house.access.authorise::<ask::ManageTokens>(&anna, &foundry()).await.unwrap();
    let (token, text) = house.accounts.make_token(&house.access, &proof, &wish(vec![first.space.id])).await.unwrap();
    let stranger =
        house.accounts.make_token(&house.access, &proof, &wish(vec![SpaceId::from_parts(9, &[9; 10])])).await;
    assert!(matches!(stranger, Err(MakeTokenError::Wish(TokenError::Stranger(_)))), "{stranger:?}");

    let holder = || house.access.principal(Credentials::Bearer(text.expose()));
    let program = holder().await.unwrap();
    assert_eq!(program.person(), Some(first.person.id));
    let grant = house.access.authorise::<ask::ListMembers>(&program, &foundry()).await.unwrap();
    assert_eq!(grant.grant().token(), Some(token.id));
    let refused = house.access.authorise::<ask::ManageTokens>(&program, &foundry()).await.unwrap_err();
    let forbidden = Refusal::Forbidden(CorePermission::ManageTokens.into());
    assert!(matches!(refused, AccessError::Refused(refusal) if refusal == forbidden));
    assert!(house.access.authorise_on_instance::<ask::ViewInstance>(&program).await.is_err());
    assert_eq!(principal(&house, text.expose()).await, Principal::Anonymous, "a token is no cookie");

    assert_eq!(house.accounts.list_tokens(signed_in).await.unwrap().len(), 1);
    house.clock.pass(Duration::from_secs(90 * 86_400 - 1));
    assert_ne!(holder().await.unwrap(), Principal::Anonymous);
    assert!(house.accounts.revoke_token(signed_in, token.id).await.unwrap());
    assert_eq!(holder().await.unwrap(), Principal::Anonymous);
    assert!(!house.accounts.revoke_token(signed_in, token.id).await.unwrap());
}

#[tokio::test]
async fn sec_13_confirming_the_password_begins_a_new_session_with_a_fresh_proof() {
    let (house, first) = House::set_up().await;
    let old = first.session.cookie.expose();
    house.clock.pass(Duration::from_secs(3_600));
    let now = || Timestamp::from_millis(house.clock.now_ms());
    let stale = principal(&house, old).await;
    assert!(stale.require_fresh_proof(now()).is_err());
    let Principal::Person(signed_in) = &stale else { panic!("{stale:?}") };
    let wrong = house.accounts.confirm(signed_in, Secret::new("guess".into()), visitor(Some(old))).await;
    assert!(matches!(wrong, Err(SignInError::Wrong)));
    let fresh = house.accounts.confirm(signed_in, Secret::new(PASSWORD.into()), visitor(Some(old))).await.unwrap();
    principal(&house, fresh.cookie.expose()).await.require_fresh_proof(now()).unwrap();
    assert_eq!(principal(&house, old).await, Principal::Anonymous);
}

#[tokio::test]
async fn broken_credentials_are_nobodys() {
    let (house, first) = House::set_up().await;
    let good = first.session.cookie.expose();
    for broken in ["", "null", &good[..42], &format!("{good}x"), &good.replace(&good[..4], "AAAA"), "' OR 1=1 --"] {
        for credentials in [Credentials::Cookie(broken), Credentials::Bearer(broken)] {
            assert_eq!(house.access.principal(credentials).await.unwrap(), Principal::Anonymous, "{broken}");
        }
    }
    assert_eq!(house.access.principal(Credentials::Nothing).await.unwrap(), Principal::Anonymous);
    assert_eq!(format!("{:?}", Credentials::Cookie(good)), "Cookie(..)");
}

#[tokio::test]
async fn sec_10_a_new_password_ends_everything_that_was_got_with_the_old_one() {
    let (house, first) = House::set_up().await;
    let elsewhere = sign_in(&house, "anna", PASSWORD, None).await.unwrap();
    let here = first.session.cookie.expose();
    let Principal::Person(anna) = principal(&house, here).await else { panic!("Anna is signed in") };
    let proof =
        house.access.authorise::<ask::ManageTokens>(&Principal::Person(anna.clone()), &foundry()).await.unwrap();
    let wish =
        TokenWish { name: "site".into(), spaces: vec![first.space.id], scopes: vec!["space:view".into()], days: None };
    let (_, token) = house.accounts.make_token(&house.access, &proof, &wish).await.unwrap();
    let change = async |old: &str, new: &str| {
        let (old, new) = (Secret::new(old.into()), Secret::new(new.into()));
        house.accounts.change_password(&anna, old, new, visitor(Some(here))).await
    };
    let better = "granite umbrella Tuesday";
    assert!(change(PASSWORD, "short").await.unwrap_err().to_string().contains("needs 15"));
    assert!(change("granite llama teapot", better).await.unwrap_err().to_string().contains("belong together"));
    assert_eq!(principal(&house, here).await.person(), Some(anna.person()), "nothing has changed");
    let changed = change(PASSWORD, better).await.unwrap();
    for old in [here, elsewhere.cookie.expose()] {
        assert_eq!(principal(&house, old).await, Principal::Anonymous);
    }
    assert_eq!(house.access.principal(Credentials::Bearer(token.expose())).await.unwrap(), Principal::Anonymous);
    assert_eq!(principal(&house, changed.cookie.expose()).await.person(), Some(anna.person()));
    assert!(sign_in(&house, "anna", PASSWORD, None).await.is_err());
    assert!(sign_in(&house, "anna", better, None).await.is_ok());
}
