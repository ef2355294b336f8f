//! What somebody likes to have: their language, how they count distances, where their clock stands.
//!
//! Rule: what is offered is what is taken; an empty choice leaves it to the browser and the language.

use axum::{extract::State, response::Response};
use http::StatusCode;
use loadin_storage::{PersonError, preferences};
use loadin_types::people::{Distances, Preferences};
use loadin_web::pages::fields;

use super::{
    Wrong,
    account::{self, Beside},
};
use crate::{App, context::Context, form::CoreForm, permit::Somebody, problem::Problem, routes::Routes, told::told};

pub(super) fn routes() -> Routes {
    Routes::default().with(__path_change_preferences, change_preferences)
}

/// Changes what somebody likes to have.
#[utoipa::path(post, path = "/account/preferences", operation_id = "change_preferences", tag = "pages",
    responses((status = 303, description = "Changed"), (status = 422, description = "There is no such choice")))]
async fn change_preferences(
    Somebody(signed_in): Somebody,
    State(app): State<App>,
    context: Context,
    form: CoreForm,
) -> Result<Response, Problem> {
    let wish = match read(&app, &form) {
        Ok(wish) => wish,
        Err(wrong) => {
            let zone = Some(form.text(fields::ZONE).to_owned());
            let beside = Beside { wrong: vec![wrong], zone, ..Beside::default() };
            return account::draw(&app, &context, signed_in, StatusCode::UNPROCESSABLE_ENTITY, beside).await;
        }
    };
    let person = signed_in.person();
    let done = app.storage.write(move |tx| {
        let wish = wish.clone();
        Box::pin(async move { preferences::set(tx, person, &wish).await })
    });
    match done.await {
        Ok(()) => Ok(account::done("preferences", None)),
        Err(PersonError::Storage(error)) => Err(error.into()),
        Err(error) => Err(Problem::of_error(&error)),
    }
}

/// Returns what was chosen, or the field at fault and what to say of it.
fn read(app: &App, form: &CoreForm) -> Result<Preferences, Wrong> {
    let chosen = |name| Some(form.text(name).trim()).filter(|text| !text.is_empty());
    let language = chosen(fields::LANGUAGE);
    if language.is_some_and(|tag| !loadin_web::catalogue().offered().any(|offered| offered.tag() == tag)) {
        return Err((fields::LANGUAGE, told("told-language", [])));
    }
    let distances = match chosen(fields::DISTANCES).map(Distances::of_unit) {
        None => None,
        Some(Some(way)) => Some(way),
        Some(None) => return Err((fields::DISTANCES, told("told-distances", []))),
    };
    let zone = chosen(fields::ZONE);
    if zone.is_some_and(|zone| !app.zones.iter().any(|known| known == zone)) {
        return Err((fields::ZONE, told("told-zone", [])));
    }
    Ok(Preferences { language: language.map(str::to_owned), distances, zone: zone.map(str::to_owned) })
}

#[cfg(test)]
mod tests {
    use loadin_auth::Mount;

    use crate::testing::House;

    async fn save(house: &House, language: &str, distances: &str, zone: &str) -> (u16, String) {
        let token = house.form_token(&house.anna, Mount::Core);
        let fields = [("_csrf", token.as_str()), ("language", language), ("distances", distances), ("zone", zone)];
        let answer = house.ask("POST", "/account/preferences").by(&house.anna).form(&fields).send().await;
        (answer.status(), answer.text().to_owned())
    }

    #[tokio::test]
    async fn what_somebody_likes_holds_from_the_next_page_on() {
        let house = House::new().await;
        assert_eq!(save(&house, "en", "mi", "Europe/Berlin").await.0, 303);
        let page = house.get("/account").by(&house.anna).send().await.text().to_owned();
        for chosen in ["value=\"en\" selected", "value=\"mi\" selected", "value=\"Europe/Berlin\""] {
            assert!(page.contains(chosen), "{chosen}: {page}");
        }
        house.get("/s/foundry/p/notes/").by(&house.anna).send().await;
        let (_, call, _) = house.plugins.asked().pop().unwrap();
        assert_eq!((call.zone.as_str(), call.locale.as_str()), ("Europe/Berlin", "en-u-ms-ussystem"));
        assert_eq!(save(&house, "", "", "").await.0, 303);
        house.get("/s/foundry/p/notes/").by(&house.anna).send().await;
        let call = house.plugins.asked().pop().unwrap().1;
        assert_eq!((call.zone.as_str(), call.locale.as_str()), ("UTC", "en"));
    }

    #[tokio::test]
    async fn what_is_not_offered_is_refused_at_its_field_and_changes_nothing() {
        let house = House::new().await;
        for (wish, said) in [
            (("xx", "", ""), "one of the languages"),
            (("", "furlong", ""), "kilometres or miles"),
            (("", "", "Middle/Earth"), "no such time zone"),
        ] {
            let (status, page) = save(&house, wish.0, wish.1, wish.2).await;
            assert_eq!((status, page.contains(said)), (422, true), "{wish:?}: {page}");
        }
        let page = house.get("/account").by(&house.anna).send().await;
        assert!(!page.text().contains("Middle/Earth"), "{}", page.text());
    }
}
