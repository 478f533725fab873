package io.pronto.api.resource;

import io.pronto.api.sso.LogoutNotices;
import io.pronto.api.sso.SignOnFlow;
import io.pronto.api.sso.SignOnRefused;
import io.pronto.api.sso.SingleSignOnSettings;
import io.pronto.api.sso.TokenRefused;
import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.audit.AuditLog;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.outbound.Unreachable;
import io.pronto.core.sso.SignOns;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signing in at an organisation's identity provider, and being signed out by it. What a browser
 * asks for is answered by the screen's own address, whatever becomes of it.
 */
public final class SingleSignOnApi implements Resource {
  private static final Logger LOG = LoggerFactory.getLogger(SingleSignOnApi.class);
  private static final Duration AWAY = Duration.ofSeconds(30);

  private final SignOnFlow flow;
  private final SignOns signOns;
  private final LogoutNotices notices;
  private final AuditLog audit;
  private final SingleSignOnSettings settings;

  /** Signs in by {@code flow} and out by {@code notices}. */
  public SingleSignOnApi(
      SignOnFlow flow,
      SignOns signOns,
      LogoutNotices notices,
      AuditLog audit,
      SingleSignOnSettings settings) {
    this.flow = flow;
    this.signOns = signOns;
    this.notices = notices;
    this.audit = audit;
    this.settings = settings;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "begin_single_sign_on", this::begin,
        "end_single_sign_on", this::end,
        "create_session_by_single_sign_on", this::exchange,
        "back_channel_logout", this::backChannel,
        "front_channel_logout", this::frontChannel);
  }

  private Reply begin(Request request) {
    return shown(
        Optional.empty(),
        () -> {
          var departure = flow.begin(request.query("email").orElseThrow());
          return new Reply.With(
              new Reply.Redirect(departure.address()),
              Map.of("Set-Cookie", cookie(departure.browser())));
        });
  }

  private Reply end(Request request) {
    var begun =
        new SignOns.Begun(
            request.query("state").orElse(""), request.cookie(cookieName()).orElse(""));
    return shown(
        Optional.empty(),
        () -> {
          var organisation = flow.take(begun);
          return shown(Optional.of(organisation), () -> ended(request, organisation, begun));
        });
  }

  private Reply ended(Request request, OrganisationId organisation, SignOns.Begun begun) {
    var back =
        new SignOnFlow.Return(
            request.query("code").filter(_ -> request.query("error").isEmpty()),
            request.query("error"),
            request.query("iss"));
    return new Reply.Redirect("/#sso=" + flow.end(organisation, begun, back));
  }

  /**
   * What the browser is sent to: where {@code work} says, or the screen with the reason why not.
   */
  private Reply shown(Optional<OrganisationId> organisation, Supplier<Reply> work) {
    try {
      return work.get();
    } catch (SignOnRefused refused) {
      var reason = refused.reason().code();
      LOG.atInfo()
          .addKeyValue("org", organisation.map(OrganisationId::value).orElse(""))
          .addKeyValue("reason", reason)
          .log("A single sign-on was refused: {}", refused.getMessage());
      organisation.ifPresent(whose -> audit.refused(whose, "single_sign_on.refused", reason));
      return new Reply.Redirect("/#sso_error=" + reason);
    }
  }

  private Reply exchange(Request request) {
    var exchanged =
        signOns
            .exchange(request.body().getString("code"), request.cookie(cookieName()).orElse(""))
            .orElseThrow(
                () ->
                    Problem.unauthorized(
                        "sign_in_expired",
                        "The code was used, is too old, or is another browser's: sign in again"));
    return Reply.created(
        SessionsApi.json(exchanged.session())
            .put("sign_out_url", exchanged.signOut().orElse(null)));
  }

  private Reply backChannel(Request request) {
    try {
      notices.obey(request.body().getString("logout_token"));
      return Reply.ok(new JsonObject());
    } catch (TokenRefused refused) {
      LOG.atWarn().log("A logout token was refused: {}", refused.getMessage());
      throw Problem.malformed(
          "logout_token_refused",
          "The logout token proves nothing: " + refused.getMessage(),
          List.of());
    } catch (Unreachable away) {
      throw Problem.later(503, "provider_unavailable", away.getMessage(), AWAY);
    }
  }

  private Reply frontChannel(Request request) {
    notices.end(request.query("iss").orElseThrow(), request.query("sid").orElseThrow());
    return new Reply.Text(
        "text/html; charset=utf-8",
        "",
        Map.of("Content-Security-Policy", "default-src 'none'; frame-ancestors *"));
  }

  /** Kept by this host alone where browsers come over HTTPS (RFC 6265bis, section 4.1.3). */
  private String cookieName() {
    return settings.secure() ? "__Host-pronto_sso" : "pronto_sso";
  }

  /** Comes back with the browser when the provider sends it here, and is seen by no script. */
  private String cookie(String browser) {
    return "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s"
        .formatted(
            cookieName(),
            browser,
            SignOns.LIFE.plusMinutes(1).toSeconds(),
            settings.secure() ? "; Secure" : "");
  }
}
