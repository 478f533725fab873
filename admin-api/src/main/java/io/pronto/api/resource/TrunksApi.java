package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.carrier.Trunk;
import io.pronto.core.carrier.TrunkPasswords;
import io.pronto.core.carrier.TrunkStore;
import io.pronto.core.live.TrunkStates;
import java.util.Map;

/** The operator's trunks to carriers. */
public final class TrunksApi implements Resource {
  private final TrunkStore trunks;
  private final TrunkStates states;
  private final TrunkReading reading;

  /** Keeps them in {@code trunks}; {@code states} knows how they are now. */
  public TrunksApi(TrunkStore trunks, TrunkStates states, TrunkPasswords passwords) {
    this.trunks = trunks;
    this.states = states;
    this.reading = new TrunkReading(passwords);
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_trunks", this::list,
        "create_trunk", this::create,
        "get_trunk", this::read,
        "update_trunk", this::change,
        "delete_trunk", this::delete);
  }

  /** How a trunk is now is in the list alone: the version of one is what people have said of it. */
  private Reply list(Request request) {
    var seen = TrunkJson.seen(states);
    return Reply.page(
        trunks
            .list(request.query("carrier_id"), request.page())
            .map(trunk -> TrunkJson.of(trunk).put("status", TrunkJson.status(trunk, seen))));
  }

  private Reply create(Request request) {
    var trunk = reading.made(TrunkStore.nextId(), request.body());
    trunks.create(trunk);
    return Reply.created(TrunkJson.of(trunk));
  }

  private Reply read(Request request) {
    return trunks
        .find(request.path("id"))
        .map(trunk -> Reply.ok(TrunkJson.of(trunk)))
        .orElseThrow(Problem::notFound);
  }

  private Reply change(Request request) {
    return trunks
        .change(request.path("id"), before -> changed(request, before))
        .map(trunk -> Reply.ok(TrunkJson.of(trunk)))
        .orElseThrow(Problem::notFound);
  }

  private Trunk changed(Request request, Trunk before) {
    request.requireMatch(TrunkJson.of(before));
    return reading.changed(before, request.body());
  }

  private Reply delete(Request request) {
    return Reply.gone(
        trunks.delete(request.path("id"), trunk -> request.requireMatch(TrunkJson.of(trunk))));
  }
}
