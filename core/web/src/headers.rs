//! The headers that every page is sent with.
//!
//! Rule: the policy allows our own script, the one stylesheet by its hash, and nothing that is written into a page; what a
//! page needs beyond that is a field of [`Policy`], never an exception in the text.

use crate::style::CSS_HASH;

/// What a page may do beyond every other one.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// Origins that forms may end at beside our own, such as a sign-in service's (`https://id.example.org`).
    pub form_origins: Vec<String>,
    /// Origins that pictures and map tiles come from beside our own.
    pub tile_origins: Vec<String>,
    /// Where browsers tell what the policy refused, such as `/csp-reports`.
    pub report_path: Option<String>,
}

impl Policy {
    /// Returns the `Content-Security-Policy` header.
    #[must_use]
    pub fn header(&self) -> String {
        let tiles = listed(&self.tile_origins);
        let mut parts = vec![
            "default-src 'none'".to_owned(),
            "script-src 'self'".to_owned(),
            format!("style-src 'self' {}", *CSS_HASH),
            format!("img-src 'self' data:{tiles}"),
            "font-src 'self'".to_owned(),
            format!("connect-src 'self'{tiles}"),
            "manifest-src 'self'".to_owned(),
            "worker-src 'self'".to_owned(),
            "object-src 'none'".to_owned(),
            format!("form-action 'self'{}", listed(&self.form_origins)),
            "base-uri 'none'".to_owned(),
            "frame-ancestors 'none'".to_owned(),
            "require-trusted-types-for 'script'".to_owned(),
            "trusted-types loadin".to_owned(),
        ];
        parts
            .extend(self.report_path.as_deref().filter(|path| is_plain(path)).map(|path| format!("report-uri {path}")));
        parts.join("; ")
    }
}

/// Returns the headers of every page beside the policy, by name and value; `is_https` adds what only https may say.
#[must_use]
pub fn fixed(is_https: bool) -> Vec<(&'static str, &'static str)> {
    let mut headers = vec![
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("referrer-policy", "same-origin"),
        ("x-content-type-options", "nosniff"),
        ("permissions-policy", PERMISSIONS),
    ];
    if is_https {
        headers.push(("strict-transport-security", "max-age=63072000; includeSubDomains"));
    }
    headers
}

/// What a page may ask the device for: the place, for the map, and passkeys.
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), bluetooth=(), camera=(), display-capture=(), encrypted-media=(), \
    fullscreen=(), geolocation=(self), gyroscope=(), hid=(), identity-credentials-get=(), idle-detection=(), magnetometer=(), \
    microphone=(), midi=(), payment=(), picture-in-picture=(), publickey-credentials-create=(self), \
    publickey-credentials-get=(self), screen-wake-lock=(), serial=(), usb=(), web-share=(), xr-spatial-tracking=()";

/// Returns the origins that are written as one, each after a blank; anything else could end the directive.
fn listed(origins: &[String]) -> String {
    let sound = origins.iter().filter(|origin| is_origin(origin));
    sound.map(|origin| format!(" {origin}")).collect()
}

fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| {
        !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']'))
    })
}

fn is_plain(path: &str) -> bool {
    path.starts_with('/') && path.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.'))
}

#[cfg(test)]
mod tests {
    use super::{Policy, fixed};
    use crate::style::CSS_HASH;

    #[test]
    fn the_policy_is_the_one_of_the_checklist() {
        let wanted = format!(
            "default-src 'none'; script-src 'self'; style-src 'self' {}; img-src 'self' data:; font-src 'self'; connect-src \
             'self'; manifest-src 'self'; worker-src 'self'; object-src 'none'; form-action 'self'; base-uri 'none'; \
             frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types loadin",
            *CSS_HASH
        );
        assert_eq!(Policy::default().header(), wanted);
    }

    #[test]
    fn exceptions_are_origins_and_cannot_end_a_directive() {
        let origins =
            ["https://id.example.org", "https://x.test; script-src *", "*", "'unsafe-inline'", "https://", "a b"];
        let policy = Policy {
            form_origins: origins.map(str::to_owned).into(),
            report_path: Some("/csp; default-src *".to_owned()),
            ..Policy::default()
        };
        let header = policy.header();
        assert!(header.contains("form-action 'self' https://id.example.org; base-uri"), "{header}");
        assert!(!header.contains('*') && !header.contains("unsafe") && !header.contains("report-uri"), "{header}");
    }

    #[test]
    fn only_https_promises_https() {
        let has = |is_https| fixed(is_https).iter().any(|(name, _)| *name == "strict-transport-security");
        assert_eq!((has(true), has(false)), (true, false));
    }
}
