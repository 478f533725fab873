package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.access.PasswordResets;
import io.pronto.core.people.EmailAddress;
import java.util.Map;

/** Choosing another password by a link that comes by mail. */
public final class PasswordResetsApi implements Resource {
  private final PasswordResets resets;
  private final Attempts attempts;

  /** Sends and accepts {@code resets}, of which {@code attempts} lets so many be asked for. */
  public PasswordResetsApi(PasswordResets resets, Attempts attempts) {
    this.resets = resets;
    this.attempts = attempts;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "create_password_reset", this::request,
        "complete_password_reset", this::complete);
  }

  /** Whether there is an account is found out once the answer is on its way. */
  private Reply request(Request request) {
    var email = EmailAddress.sought(request.body().getString("email"));
    attempts.begin(request.peer(), email);
    resets.request(email);
    return new Reply.Accepted();
  }

  private Reply complete(Request request) {
    var body = request.body();
    if (!resets.complete(body.getString("token"), body.getString("password"))) {
      throw Problem.conflict("reset_void", "The link was used or is too old: ask for a new one");
    }
    return new Reply.Empty();
  }
}
