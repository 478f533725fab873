package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.access.LinkEnded;
import io.pronto.core.access.Principal;
import io.pronto.core.handover.Contents;
import io.pronto.core.handover.Handover;
import io.pronto.core.handover.Handovers;
import io.pronto.core.organisation.OrganisationId;
import java.util.Map;
import java.util.Optional;

/** Hands over archives to whoever has the link. */
public final class HandoversApi implements Resource {
  private final Handovers handovers;
  private final Map<Handover.Kind, Contents> contents;

  /** Finds them in {@code handovers}; each kind holds what its {@code contents} write. */
  public HandoversApi(Handovers handovers, Map<Handover.Kind, Contents> contents) {
    this.handovers = handovers;
    this.contents = Map.copyOf(contents);
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of("get_handover", this::fetch, "delete_handover", this::end);
  }

  private Reply fetch(Request request) {
    var handover = found(request.path("token"));
    var written = Optional.ofNullable(contents.get(handover.kind())).orElseThrow(Problem::notFound);
    var headers =
        Map.of(
            "Content-Type",
            "application/zip",
            "Content-Disposition",
            "attachment; filename=\"%s.zip\"".formatted(handover.kind().text()),
            "Cache-Control",
            "no-store");
    return new Reply.Bytes(200, headers, -1, out -> handovers.write(handover, written, out));
  }

  private Handover found(String token) {
    try {
      return handovers.find(token).orElseThrow(Problem::notFound);
    } catch (LinkEnded ended) {
      throw Problem.of(410, "link_ended", ended.getMessage());
    }
  }

  private Reply end(Request request) {
    var owner =
        switch (request.signedIn().principal()) {
          case Principal.Operator _ -> Optional.<OrganisationId>empty();
          case Principal.Member _, Principal.Key _ -> Optional.of(request.organisation());
        };
    return Reply.gone(handovers.end(owner, request.path("token")));
  }
}
