use api::gitpod::v1::{
    CreatePersonalAccessTokenRequest, CreateSCIMConfigurationRequest,
    CreateSSOConfigurationRequest, ListMembersRequest, ListMembersResponse,
    ListSCIMConfigurationsRequest, PaginationRequest, RegenerateSCIMTokenRequest,
    SCIMConfiguration, SetRoleRequest, Subject, UpdateSCIMConfigurationRequest,
    UpdateSSOConfigurationRequest,
};
use api::muster::v1::{CreateAdministratorTokenRequest, CreateOrganizationRequest};
use api::{Duration, MessageField, Validate, validate};

const ID: &str = "b0e12f6c-4c67-429d-a4a6-d9838b5da047";
const GTE_LTE: &str = "value must be greater than or equal to 86400s and less than or equal to \
                       63072000s [duration.gte_lte]";

/// The broken rules as `field: text [rule]`, one per line.
fn broken(message: &impl Validate) -> Vec<String> {
    let Err(violations) = validate(message) else {
        return Vec::new();
    };
    let text = violations.to_string();
    let mut lines = text.split("\n - ");
    assert_eq!(lines.next(), Some("validation error:"));
    lines.map(str::to_owned).collect()
}

#[track_caller]
fn accepts(message: &impl Validate) {
    assert_eq!(broken(message), Vec::<String>::new());
}

#[track_caller]
fn rejects(message: &impl Validate, expected: &[&str]) {
    assert_eq!(broken(message), expected);
}

fn scim() -> CreateSCIMConfigurationRequest {
    CreateSCIMConfigurationRequest {
        organization_id: ID.into(),
        sso_configuration_id: ID.into(),
        ..Default::default()
    }
}

fn sso() -> CreateSSOConfigurationRequest {
    CreateSSOConfigurationRequest {
        organization_id: ID.into(),
        client_id: "c".into(),
        client_secret: "s".into(),
        issuer_url: "https://idp.example.com".into(),
        ..Default::default()
    }
}

fn duration(seconds: i64, nanos: i32) -> MessageField<Duration, buffa::Inline<Duration>> {
    Duration {
        seconds,
        nanos,
        ..Default::default()
    }
    .into()
}

#[test]
fn required_fields_are_reported_together_in_field_order() {
    rejects(
        &CreateSCIMConfigurationRequest::default(),
        &[
            "organization_id: value is required [required]",
            "sso_configuration_id: value is required [required]",
        ],
    );
    accepts(&scim());
}

#[test]
fn a_uuid_has_36_characters_in_either_case() {
    for good in [
        ID.to_uppercase(),
        "00000000-0000-0000-0000-000000000000".into(),
    ] {
        accepts(&CreateSCIMConfigurationRequest {
            organization_id: good,
            ..scim()
        });
    }
    let braces = format!("{{{ID}}}");
    for bad in [
        "x",
        &ID.replace('-', ""),
        &braces,
        &ID.replace('b', "g"),
        &format!("{ID}\n"),
    ] {
        rejects(
            &CreateSCIMConfigurationRequest {
                organization_id: bad.into(),
                ..scim()
            },
            &["organization_id: value must be a valid UUID [string.uuid]"],
        );
    }
}

#[test]
fn a_present_but_empty_uuid_is_an_error_and_an_absent_one_is_not() {
    let id_only = UpdateSCIMConfigurationRequest {
        scim_configuration_id: ID.into(),
        ..Default::default()
    };
    accepts(&id_only);
    rejects(
        &UpdateSCIMConfigurationRequest {
            sso_configuration_id: Some(String::new()),
            ..id_only
        },
        &["sso_configuration_id: value is empty, which is not a valid UUID [string.uuid_empty]"],
    );
    rejects(
        &CreatePersonalAccessTokenRequest::default(),
        &["user_id: value is empty, which is not a valid UUID [string.uuid_empty]"],
    );
}

#[test]
fn token_lifetimes_are_compared_to_the_nanosecond() {
    for (seconds, nanos) in [(86_400, 0), (7_776_000, 0), (63_072_000, 0), (86_400, 1)] {
        let token_expires_in = duration(seconds, nanos);
        accepts(&CreateSCIMConfigurationRequest {
            token_expires_in,
            ..scim()
        });
    }
    for (seconds, nanos) in [
        (86_399, 999_999_999),
        (63_072_000, 1),
        (63_072_001, 0),
        (0, 0),
        (-1, 0),
    ] {
        let expected = format!("token_expires_in: {GTE_LTE}");
        let token_expires_in = duration(seconds, nanos);
        rejects(
            &CreateSCIMConfigurationRequest {
                token_expires_in,
                ..scim()
            },
            &[&expected],
        );
        rejects(
            &RegenerateSCIMTokenRequest {
                scim_configuration_id: ID.into(),
                token_expires_in: duration(seconds, nanos),
                ..Default::default()
            },
            &[&expected],
        );
    }
}

#[test]
fn a_personal_access_token_lives_from_0_to_90_days() {
    let request = |seconds| CreatePersonalAccessTokenRequest {
        user_id: ID.into(),
        valid_for: duration(seconds, 0),
        ..Default::default()
    };
    accepts(&request(0));
    accepts(&request(90 * 86_400));
    let expected = "valid_for: value must be greater than or equal to 0s and less than or equal \
                    to 7776000s [duration.gte_lte]";
    rejects(&request(90 * 86_400 + 1), &[expected]);
    rejects(&request(-1), &[expected]);
}

#[test]
fn lengths_count_code_points() {
    let named = |name: String| CreateSCIMConfigurationRequest {
        name: Some(name),
        ..scim()
    };
    accepts(&named(String::new()));
    accepts(&named("é".repeat(128)));
    rejects(
        &named("é".repeat(129)),
        &["name: value length must be at most 128 characters [string.max_len]"],
    );
}

#[test]
fn page_sizes_go_from_0_to_100() {
    let request = |page_size| ListSCIMConfigurationsRequest {
        pagination: PaginationRequest {
            page_size,
            ..Default::default()
        }
        .into(),
        ..Default::default()
    };
    accepts(&ListSCIMConfigurationsRequest::default());
    accepts(&request(0));
    accepts(&request(100));
    for bad in [-1, 101] {
        rejects(
            &request(bad),
            &[
                "pagination.page_size: value must be greater than or equal to 0 and less than or \
               equal to 100 [int32.gte_lte]",
            ],
        );
    }
}

#[test]
fn an_issuer_is_an_absolute_uri() {
    for good in [
        "https://idp.example.com",
        "http://127.0.0.1:8081",
        "http://[::1]:8081/realms/a?b=c#d",
        "https://login.example.com/a%20b/v2.0",
    ] {
        accepts(&CreateSSOConfigurationRequest {
            issuer_url: good.into(),
            ..sso()
        });
    }
    for bad in [
        "idp.example.com",
        "//idp.example.com",
        "1https://idp.example.com",
        "https://idp.example.com/a b",
        "https://idp.example.com/%2",
        "https://idp.example.com:80a",
        "https://[::1",
        "https://idp.exämple.com",
    ] {
        rejects(
            &CreateSSOConfigurationRequest {
                issuer_url: bad.into(),
                ..sso()
            },
            &["issuer_url: value must be a valid URI [string.uri]"],
        );
    }
    rejects(
        &UpdateSSOConfigurationRequest {
            sso_configuration_id: ID.into(),
            issuer_url: Some(String::new()),
            ..Default::default()
        },
        &["issuer_url: value is empty, which is not a valid URI [string.uri_empty]"],
    );
}

#[test]
fn lists_name_the_item_that_is_wrong() {
    let domains = |domains: &[&str]| CreateSSOConfigurationRequest {
        email_domains: domains.iter().map(|domain| (*domain).to_owned()).collect(),
        ..sso()
    };
    accepts(&domains(&["example.com", "EXAMPLE.org"]));
    rejects(
        &domains(&["example.com", "example.com"]),
        &["email_domains: repeated value must contain unique items [repeated.unique]"],
    );
    let pattern = r"value does not match regex pattern `^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]{2,}$` [string.pattern]";
    rejects(
        &domains(&["example.com", "a.b"]),
        &[
            "email_domains[1]: value length must be at least 4 characters [string.min_len]",
            &format!("email_domains[1]: {pattern}"),
        ],
    );
    let additional_scopes = vec!["scope".to_owned(); 101];
    rejects(
        &CreateSSOConfigurationRequest {
            additional_scopes,
            ..sso()
        },
        &["additional_scopes: value must contain no more than 100 item(s) [repeated.max_items]"],
    );
    let additional_scopes = vec![String::new()];
    rejects(
        &CreateSSOConfigurationRequest {
            additional_scopes,
            ..sso()
        },
        &["additional_scopes[0]: value length must be at least 1 characters [string.min_len]"],
    );
}

#[test]
fn nested_messages_are_checked() {
    let mut request = ListMembersRequest {
        organization_id: ID.into(),
        ..Default::default()
    };
    accepts(&request);
    let filter = request.filter.get_or_insert_default();
    filter.user_ids = vec!["x".into(); 26];
    filter.login_provider = api::EnumValue::from(99);
    let broken = broken(&request);
    assert_eq!(
        broken.first().map(String::as_str),
        Some("filter.user_ids: value must contain no more than 25 item(s) [repeated.max_items]")
    );
    assert_eq!(
        broken.last().map(String::as_str),
        Some(
            "filter.login_provider: value must be one of the defined enum values \
              [enum.defined_only]"
        )
    );
    assert_eq!(broken.len(), 28);
    assert_eq!(
        broken[1],
        "filter.user_ids[0]: value must be a valid UUID [string.uuid]"
    );
}

#[test]
fn rules_can_be_skipped_for_an_unset_field() {
    accepts(&Subject::default());
    accepts(&CreateAdministratorTokenRequest {
        organization_id: ID.into(),
        user_id: Some(String::new()),
        ..Default::default()
    });
}

#[test]
fn rules_leave_to_the_handler_what_they_cannot_say() {
    let ids = SetRoleRequest {
        organization_id: ID.into(),
        user_id: ID.into(),
        ..Default::default()
    };
    accepts(&ids);
}

#[test]
fn operators_name_administrators_by_e_mail_address() {
    let request = |email: &str| CreateOrganizationRequest {
        name: "Acme".into(),
        administrator_email: Some(email.into()),
        ..Default::default()
    };
    accepts(&request(""));
    accepts(&request("ada+x@acme.example"));
    for bad in [
        "ada",
        "ada@",
        "@acme.example",
        "ada@-acme.example",
        "ada b@acme.example",
    ] {
        rejects(
            &request(bad),
            &["administrator_email: value must be a valid email address [string.email]"],
        );
    }
    rejects(
        &CreateOrganizationRequest {
            name: "ab".into(),
            ..Default::default()
        },
        &["name: value length must be at least 3 characters [string.min_len]"],
    );
}

#[test]
fn replies_have_rules_too() {
    rejects(
        &ListMembersResponse::default(),
        &[
            "pagination: value is required [required]",
            "members: value is required [required]",
        ],
    );
    let reply = SCIMConfiguration {
        id: ID.into(),
        organization_id: ID.into(),
        ..Default::default()
    };
    rejects(
        &reply,
        &[
            "sso_configuration_id: value is empty, which is not a valid UUID [string.uuid_empty]",
            "created_at: value is required [required]",
            "updated_at: value is required [required]",
            "token_expires_at: value is required [required]",
        ],
    );
}
