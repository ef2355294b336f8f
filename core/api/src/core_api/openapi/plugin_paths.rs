//! A plugin's part of the description.
//!
//! Rule: an operation's id is the plugin's mount and the route's id, so that no plugin can take the name of an operation of
//! core's or of another plugin.

use loadin_auth::Audience;
use loadin_wit::manifest::{Manifest, Route};
use utoipa::openapi::{
    ContentBuilder, HttpMethod, ObjectBuilder, OpenApi, Required, ResponseBuilder, Type,
    path::{Operation, OperationBuilder, Parameter, ParameterBuilder, ParameterIn},
    request_body::RequestBodyBuilder,
};

/// Adds the routes of a plugin.
pub(super) fn add(api: &mut OpenApi, manifest: &Manifest) {
    let mount = manifest.plugin.mount();
    for route in &manifest.http.route {
        let path = format!("/api/v1/s/{{space}}/p/{mount}{}", route.path);
        for method in route.methods.iter().filter_map(|method| Some((of_name(method)?, method))) {
            api.paths.add_path_operation(&path, vec![method.0], operation(manifest, route, method.1));
        }
    }
}

fn operation(manifest: &Manifest, route: &Route, method: &str) -> Operation {
    let (plugin, mount) = (&manifest.plugin, manifest.plugin.mount());
    let id = match route.methods.len() {
        1 => format!("{mount}.{}", route.id),
        // An id names one operation, and this route has several.
        _ => format!("{mount}.{}.{}", route.id, method.to_ascii_lowercase()),
    };
    let (audience, needs) = match route.permission.as_str() {
        "public" => (Audience::Public, "Open to everybody.".to_owned()),
        permission => (Audience::Space, format!("Needs the permission `{}/{permission}`.", plugin.id)),
    };
    let space = ("space", "The space's slug or id");
    let parameters = std::iter::once(space).chain(parts(&route.path).map(|name| (name, ""))).map(parameter);
    let mut operation = OperationBuilder::new()
        .operation_id(Some(id))
        .tag(mount)
        .summary(Some(format!("{}: {}", plugin.name, route.id)))
        .description(Some(needs))
        .parameters(Some(parameters))
        .response("2XX", ResponseBuilder::new().description("What the plugin answers").build());
    if matches!(method, "POST" | "PUT" | "PATCH") {
        let anything = ContentBuilder::new().build();
        operation =
            operation.request_body(Some(RequestBodyBuilder::new().content("application/json", anything).build()));
    }
    let mut operation = operation.build();
    operation.security = Some(super::security(audience));
    super::allow_problems(&mut operation);
    operation
}

fn parameter((name, description): (&str, &str)) -> Parameter {
    let text = ObjectBuilder::new().schema_type(Type::String).build();
    let described = (!description.is_empty()).then_some(description);
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(described)
        .schema(Some(text))
        .build()
}

/// Returns the names of the parts of a path that vary.
fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

fn of_name(method: &str) -> Option<HttpMethod> {
    Some(match method {
        "GET" => HttpMethod::Get,
        "POST" => HttpMethod::Post,
        "PUT" => HttpMethod::Put,
        "PATCH" => HttpMethod::Patch,
        "DELETE" => HttpMethod::Delete,
        _ => return None,
    })
}
