use std::num::NonZeroU32;
use std::sync::Arc;

use axum::body::Body;
use domain::id::SsoConfigurationId;
use domain::limits::{
    EXPRESSION_TIME, EXPRESSIONS_AT_ONCE, IN_FLIGHT_TOKEN_REQUEST_BYTES, LOGIN_REQUESTS,
    LOGINS_UNDER_WAY,
};
use domain::login::{
    AcceptedLogin, Callback, CompletedLogin, LoginRefusal, ProvenLogin, is_request,
};
use domain::token::Token;
use domain::{Error, Muster};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use http::header::{EXPECT, SET_COOKIE};
use http::request::Parts;
use http::{HeaderValue, Method, Request, Response, StatusCode};
use hyper::body::Incoming;
use subtle::ConstantTimeEq as _;
use tokio::sync::Semaphore;

use super::form::Form;
use super::pages::{self, FormContext};
use super::place::{CALLBACK, Place};
use super::{cookie, respond};
use crate::http::RequestId;
use crate::http::body_budget::BodyBudget;
use crate::http::drain::drain;
use crate::state::AppState;

type Answer = Result<Response<Body>, LoginRefusal>;

/// The pages on which people log in.
pub struct LoginEdge {
    muster: Arc<Muster>,
    public_url: Arc<str>,
    budget: BodyBudget,
    limiter: DefaultDirectRateLimiter,
    under_way: Semaphore,
    expressions: Arc<Semaphore>,
}

impl LoginEdge {
    /// The edge.
    pub fn new(state: &AppState) -> Self {
        let (per_second, burst) = LOGIN_REQUESTS;
        let number = |number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::per_second(number(per_second)).allow_burst(number(burst));
        Self {
            muster: state.muster.clone(),
            public_url: state.public_url.clone(),
            budget: BodyBudget::new(IN_FLIGHT_TOKEN_REQUEST_BYTES),
            limiter: RateLimiter::direct(quota),
            under_way: Semaphore::new(LOGINS_UNDER_WAY),
            expressions: Arc::new(Semaphore::new(EXPRESSIONS_AT_ONCE)),
        }
    }

    /// Whether a path belongs to this edge.
    pub fn serves(&self, path: &str) -> bool {
        Place::parse(path).is_some()
    }

    /// Answers a request for such a path.
    pub async fn answer(&self, request: Request<Incoming>, id: &RequestId) -> Response<Body> {
        let (parts, mut body) = request.into_parts();
        let answer = if self.limiter.check().is_err() {
            Err(LoginRefusal::TooMany)
        } else {
            self.dispatch(&parts, &mut body, id).await
        };
        let answer = answer.unwrap_or_else(|refusal| self.refuse(&refusal, id));
        if !parts.headers.contains_key(EXPECT) {
            drain(&mut body).await;
        }
        answer
    }

    async fn dispatch(&self, parts: &Parts, body: &mut Incoming, id: &RequestId) -> Answer {
        let Some(place) = Place::parse(parts.uri.path()) else {
            return Err(LoginRefusal::Inactive);
        };
        let get = parts.method == Method::GET || parts.method == Method::HEAD;
        let post = parts.method == Method::POST;
        let query = Form::parse(parts.uri.query().unwrap_or_default().as_bytes());
        match place {
            Place::Login if get => self.with_browser(parts, |context| {
                let context = context.waiting_for(&query.request);
                Ok((StatusCode::OK, pages::email(&context, &query.email, None)))
            }),
            Place::Sso(sso) if get => self.offer(parts, sso, &query.request).await,
            Place::Callback if get => self.come_back(parts, id).await,
            Place::Done if get => self.who_is_it(parts).await,
            Place::Login if post => {
                let (browser, form) = self.read_form(parts, body).await?;
                self.find(&browser, &form).await
            }
            Place::Start if post => {
                let (browser, form) = self.read_form(parts, body).await?;
                let sso = SsoConfigurationId::parse(&form.sso).ok_or(LoginRefusal::Inactive)?;
                self.start(sso, &browser, &form.request).await
            }
            Place::Logout if post => self.log_out(parts, body).await,
            place => {
                let page = self.refusal_page(
                    StatusCode::METHOD_NOT_ALLOWED,
                    "this page is not asked for in this way",
                    &LoginRefusal::NoSuchLogin,
                    id,
                );
                Ok(respond::allowing(page, place.allow()))
            }
        }
    }

    /// Shows a page with forms, in a browser that has its cookie from now on.
    fn with_browser(
        &self,
        parts: &Parts,
        page: impl FnOnce(FormContext<'_>) -> Result<(StatusCode, maud::Markup), LoginRefusal>,
    ) -> Answer {
        let known = cookie::browser(&parts.headers).and_then(|value| self.muster.browser(value));
        let browser = match known {
            Some(browser) => browser,
            None => self.muster.new_browser()?,
        };
        let proof = self.muster.form_proof(&browser);
        let (status, page) = page(FormContext {
            base: self.base(),
            proof: &proof,
            request: "",
        })?;
        let mut response = respond::page(status, page);
        set_cookie(&mut response, cookie::set_browser(&browser));
        Ok(response)
    }

    /// The page that offers one SSO configuration.
    async fn offer(&self, parts: &Parts, sso: Option<SsoConfigurationId>, request: &str) -> Answer {
        let choice = match sso {
            Some(sso) => self.muster.login_choice(sso).await?,
            None => None,
        };
        let choice = choice.ok_or(LoginRefusal::Inactive)?;
        self.with_browser(parts, |context| {
            let context = context.waiting_for(request);
            Ok((StatusCode::OK, pages::choice(&context, &[choice])))
        })
    }

    /// The form of a page of ours, and the browser that the page was made for.
    async fn read_form(
        &self,
        parts: &Parts,
        body: &mut Incoming,
    ) -> Result<(Token, Form), LoginRefusal> {
        let form = Form::read(body, &self.budget).await;
        let form = form.ok_or(LoginRefusal::NoSuchLogin)?;
        let browser = cookie::browser(&parts.headers)
            .and_then(|value| self.muster.browser(value))
            .ok_or(LoginRefusal::NoSuchLogin)?;
        self.check_proof(&form, &browser)?;
        Ok((browser, form))
    }

    fn check_proof(&self, form: &Form, token: &Token) -> Result<(), LoginRefusal> {
        let proof = self.muster.form_proof(token);
        if bool::from(proof.as_bytes().ct_eq(form.proof.as_bytes())) {
            Ok(())
        } else {
            Err(LoginRefusal::NoSuchLogin)
        }
    }

    /// The ways to log in for an e-mail address.
    async fn find(&self, browser: &Token, form: &Form) -> Answer {
        let choices = self.muster.login_choices(&form.email).await?;
        let proof = self.muster.form_proof(browser);
        let context = FormContext {
            base: self.base(),
            proof: &proof,
            request: "",
        };
        let context = context.waiting_for(&form.request);
        let page = match choices.as_slice() {
            [] => {
                let problem = "No organization uses single sign-on for this address. Check it, or \
                               ask the IT administrator of your organization.";
                pages::email(&context, &form.email, Some(problem))
            }
            [only] => {
                let sso = only.sso_configuration_id;
                return self.start(sso, browser, &form.request).await;
            }
            several => pages::choice(&context, several),
        };
        Ok(respond::page(StatusCode::OK, page))
    }

    /// Sends the browser to the identity provider.
    async fn start(&self, sso: SsoConfigurationId, browser: &Token, request: &str) -> Answer {
        let _place = self.place_under_way()?;
        let request = if is_request(request) { request } else { "" };
        let begun = self
            .muster
            .begin_login(sso, browser, request, &self.redirect_uri())
            .await?;
        let separator = if begun.endpoint.contains('?') {
            '&'
        } else {
            '?'
        };
        let parameters = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&begun.parameters)
            .finish();
        let location = format!("{}{separator}{parameters}", begun.endpoint);
        let mut response = see_other(&location)?;
        set_cookie(&mut response, cookie::set_browser(browser));
        Ok(response)
    }

    /// The answer of the identity provider.
    async fn come_back(&self, parts: &Parts, id: &RequestId) -> Answer {
        let query = parts.uri.query().unwrap_or_default();
        let callback = Callback::parse(form_urlencoded::parse(query.as_bytes()).into_owned())?;
        let _place = self.place_under_way()?;
        let browser = cookie::browser(&parts.headers).and_then(|value| self.muster.browser(value));
        let proven = self
            .muster
            .redeem_login(&callback, browser.as_ref(), &self.redirect_uri())
            .await?;
        let claims = proven.claims().clone();
        let accepted = match self.check_conditions(proven).await {
            Ok(accepted) => accepted,
            Err(refusal) => {
                let noted = self
                    .muster
                    .note_refused_login(claims, &refusal, id.as_str());
                noted.await?;
                return Err(refusal);
            }
        };
        let completed = self.muster.complete_login(accepted, id.as_str()).await?;
        self.welcome(&completed)
    }

    /// The organization's own conditions, on a thread that may take its time, of which there are
    /// few.
    async fn check_conditions(&self, proven: ProvenLogin) -> Result<AcceptedLogin, LoginRefusal> {
        let permit = self.expressions.clone().acquire_owned();
        let checked = tokio::time::timeout(EXPRESSION_TIME, async {
            let permit = permit.await;
            tokio::task::spawn_blocking(move || {
                let checked = proven.check();
                drop(permit);
                checked
            })
            .await
        });
        match checked.await {
            Ok(Ok(checked)) => checked,
            Ok(Err(_)) | Err(_) => Err(LoginRefusal::Conditions),
        }
    }

    fn welcome(&self, completed: &CompletedLogin) -> Answer {
        let base = &self.public_url;
        let location = match completed.request.as_str() {
            "" => format!("{base}/login/done"),
            request => format!("{base}/oauth2/authorize/continue?request={request}"),
        };
        let mut response = see_other(&location)?;
        set_cookie(&mut response, cookie::set_session(&completed.cookie));
        set_cookie(&mut response, cookie::clear_browser());
        Ok(response)
    }

    /// The page that says who is logged in.
    async fn who_is_it(&self, parts: &Parts) -> Answer {
        let Some(value) = cookie::session(&parts.headers) else {
            return Ok(respond::page(StatusCode::OK, pages::nobody(self.base())));
        };
        let token = Token::parse(value.expose());
        let page = match (self.muster.session(&value).await?, token) {
            (Some(session), Some(token)) => {
                let context = FormContext {
                    base: self.base(),
                    proof: &self.muster.form_proof(&token),
                    request: "",
                };
                pages::done(&context, &session)
            }
            _ => pages::nobody(self.base()),
        };
        Ok(respond::page(StatusCode::OK, page))
    }

    async fn log_out(&self, parts: &Parts, body: &mut Incoming) -> Answer {
        let form = Form::read(body, &self.budget).await;
        let form = form.ok_or(LoginRefusal::NoSuchLogin)?;
        if let Some(value) = cookie::session(&parts.headers)
            && let Some(token) = Token::parse(value.expose())
        {
            self.check_proof(&form, &token)?;
            self.muster.end_session(&value).await?;
        }
        let mut response = see_other(&format!("{}/login/done", self.public_url))?;
        set_cookie(&mut response, cookie::clear_session());
        Ok(response)
    }

    fn place_under_way(&self) -> Result<tokio::sync::SemaphorePermit<'_>, LoginRefusal> {
        self.under_way
            .try_acquire()
            .map_err(|_| LoginRefusal::TooMany)
    }

    fn refuse(&self, refusal: &LoginRefusal, id: &RequestId) -> Response<Body> {
        let (status, sentence) = match refusal {
            LoginRefusal::Failed(Error::Unavailable(why)) => {
                tracing::warn!(request_id = %id, "unavailable: {why}");
                (
                    StatusCode::SERVICE_UNAVAILABLE,
                    "the server cannot do it now".to_owned(),
                )
            }
            LoginRefusal::Failed(fault) => {
                tracing::error!(request_id = %id, "internal error: {fault}");
                (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "the server failed".to_owned(),
                )
            }
            refusal => {
                let code = refusal.code();
                tracing::info!(request_id = %id, code, "nobody was logged in: {refusal}");
                (status(refusal), refusal.to_string())
            }
        };
        self.refusal_page(status, &sentence, refusal, id)
    }

    fn refusal_page(
        &self,
        status: StatusCode,
        sentence: &str,
        refusal: &LoginRefusal,
        id: &RequestId,
    ) -> Response<Body> {
        let (whom, code) = (refusal.whom_to_ask(), refusal.code());
        let page = pages::refusal(self.base(), sentence, whom, code, id.as_str());
        respond::page(status, page)
    }

    fn redirect_uri(&self) -> String {
        format!("{}{CALLBACK}", self.public_url)
    }

    /// The path of the public URL.
    fn base(&self) -> &str {
        crate::oauth::public_path(&self.public_url)
    }
}

impl<'a> FormContext<'a> {
    /// The same for the authorization request of an application, if the text can name one.
    fn waiting_for(self, request: &'a str) -> Self {
        let request = if is_request(request) { request } else { "" };
        Self { request, ..self }
    }
}

fn see_other(location: &str) -> Answer {
    respond::see_other(location).ok_or_else(|| {
        let what = "a location is no header value".to_owned();
        LoginRefusal::Failed(Error::Internal(what))
    })
}

fn set_cookie(response: &mut Response<Body>, header: Option<HeaderValue>) {
    if let Some(header) = header {
        response.headers_mut().append(SET_COOKIE, header);
    }
}

fn status(refusal: &LoginRefusal) -> StatusCode {
    match refusal {
        LoginRefusal::NoSuchLogin | LoginRefusal::Parameter(_) | LoginRefusal::OtherProvider => {
            StatusCode::BAD_REQUEST
        }
        LoginRefusal::TooMany => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::FORBIDDEN,
    }
}
