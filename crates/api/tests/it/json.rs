use api::gitpod::v1::{
    CreateSCIMConfigurationRequest, ListSCIMConfigurationsResponse, SCIMConfiguration,
    SetRoleRequest, UpdateSCIMConfigurationRequest,
};
use api::{Duration, Timestamp};
use serde_json::json;

#[test]
fn output_is_lower_camel_case_and_shows_false_and_empty_lists() {
    let reply = ListSCIMConfigurationsResponse {
        pagination: Default::default(),
        scim_configurations: vec![SCIMConfiguration {
            id: "a".into(),
            created_at: Timestamp {
                seconds: 0,
                nanos: 500_000_000,
                ..Default::default()
            }
            .into(),
            ..Default::default()
        }],
        ..Default::default()
    };
    assert_eq!(
        serde_json::to_value(&reply).unwrap(),
        json!({"scimConfigurations": [{
            "id": "a",
            "enabled": false,
            "allowUnverifiedEmailAccountLinking": false,
            "createdAt": "1970-01-01T00:00:00.500Z",
        }]})
    );
    assert_eq!(
        serde_json::to_value(ListSCIMConfigurationsResponse::default()).unwrap(),
        json!({"scimConfigurations": []})
    );
}

#[test]
fn input_may_be_snake_case_and_may_hold_null_and_unknown_fields() {
    let request: CreateSCIMConfigurationRequest = serde_json::from_value(json!({
        "organization_id": "o",
        "ssoConfigurationId": "s",
        "name": null,
        "tokenExpiresIn": null,
        "allowUnverifiedEmailAccountLinking": null,
        "somethingNew": {"deep": [1]},
    }))
    .unwrap();
    assert_eq!(request.organization_id, "o");
    assert_eq!(request.sso_configuration_id, "s");
    assert_eq!(request.name, None);
    assert!(request.token_expires_in.is_unset());
    assert_eq!(request.allow_unverified_email_account_linking, None);
}

#[test]
fn presence_survives_json() {
    let request: UpdateSCIMConfigurationRequest =
        serde_json::from_value(json!({"scimConfigurationId": "i", "enabled": false})).unwrap();
    assert_eq!(request.enabled, Some(false));
    assert_eq!(request.name, None);
}

#[test]
fn durations_are_strings_with_s() {
    let parse = |text: serde_json::Value| {
        serde_json::from_value::<CreateSCIMConfigurationRequest>(json!({"tokenExpiresIn": text}))
            .map(|request| request.token_expires_in.as_option().cloned().unwrap())
    };
    let expected = Duration {
        seconds: 86_400,
        nanos: 500_000_000,
        ..Default::default()
    };
    assert_eq!(parse(json!("86400.5s")).unwrap(), expected);
    for bad in [json!("90d"), json!(86_400), json!("86400")] {
        assert!(parse(bad.clone()).is_err(), "{bad}");
    }
}

#[test]
fn enums_are_names_or_numbers() {
    let parse = |role: serde_json::Value| {
        serde_json::from_value::<SetRoleRequest>(json!({ "role": role }))
            .map(|request| request.role.to_i32())
    };
    assert_eq!(parse(json!("ORGANIZATION_ROLE_ADMIN")).unwrap(), 1);
    assert_eq!(parse(json!(2)).unwrap(), 2);
    assert!(parse(json!("ADMIN")).is_err());
}
