package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.handover.Contents;
import io.pronto.core.handover.Handover;
import io.pronto.core.handover.Handovers;
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
    return Map.of("get_handover", this::fetch);
  }

  private Reply fetch(Request request) {
    var handover = handovers.find(request.path("token")).orElseThrow(Problem::notFound);
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
}
