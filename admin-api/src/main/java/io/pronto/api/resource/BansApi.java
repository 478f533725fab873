package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.db.Page;
import io.pronto.core.live.Bans;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.Map;

/** Who is not listened to on SIP. */
public final class BansApi implements Resource {
  private final Bans bans;

  /** Shows those of {@code bans}. */
  public BansApi(Bans bans) {
    this.bans = bans;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of("list_bans", this::list, "lift_ban", this::lift);
  }

  private Reply list(Request request) {
    var all =
        bans.list().stream()
            .sorted(Comparator.comparing(ban -> ban.source().getHostAddress()))
            .toList();
    return Reply.page(
        Page.within(all, request.page(false), ban -> ban.source().getHostAddress())
            .map(BansApi::json));
  }

  private Reply lift(Request request) {
    return Reply.gone(Bans.source(request.path("address")).filter(bans::lift).isPresent());
  }

  private static JsonObject json(Bans.Ban ban) {
    return new JsonObject()
        .put("address", ban.source().getHostAddress())
        .put("reason", ban.reason())
        .put("node", ban.node())
        .put("created_at", ban.since().toString())
        .put("ends_at", ban.until().toString());
  }
}
