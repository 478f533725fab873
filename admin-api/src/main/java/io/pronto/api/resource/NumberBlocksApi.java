package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.numbering.E164;
import io.pronto.core.numbering.NumberBlock;
import io.pronto.core.numbering.NumberBlockStore;
import io.pronto.core.numbering.NumberPlan;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** The operator's inventory of numbers. */
public final class NumberBlocksApi implements Resource {
  private final NumberBlockStore blocks;

  /** Keeps them in {@code blocks}. */
  public NumberBlocksApi(NumberBlockStore blocks) {
    this.blocks = blocks;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_number_blocks", this::list,
        "create_number_block", this::create,
        "get_number_block", this::read,
        "update_number_block", this::change,
        "delete_number_block", this::delete);
  }

  private Reply list(Request request) {
    return Reply.page(blocks.list(request.query("carrier_id"), request.page()).map(Json::of));
  }

  private Reply create(Request request) {
    var body = request.body();
    var first = new E164(body.getString("first"));
    var last = new E164(body.getString("last"));
    requireRange(first, last);
    var country = country(body, first);
    requirePossible("/first", first);
    requirePossible("/last", last);
    return Reply.created(
        Json.of(
            blocks.create(
                body.getString("carrier_id"), first, last, country, body.getString("type"))));
  }

  private static void requireRange(E164 first, E164 last) {
    long size = NumberBlock.size(first, last);
    if (size < 1) {
      throw Problem.invalid(
          "/last", "not_a_range", "Must have as many digits as first, and not come before it");
    }
    if (size > NumberBlock.LARGEST) {
      throw Problem.invalid(
          "/last", "too_large", "A block has at most " + NumberBlock.LARGEST + " numbers");
    }
  }

  private static void requirePossible(String pointer, E164 number) {
    if (!NumberPlan.possible(number)) {
      throw Problem.invalid(pointer, "impossible", "No number of its country has so many digits");
    }
  }

  private static String country(JsonObject body, E164 first) {
    return body.containsKey("country")
        ? body.getString("country")
        : first
            .country()
            .orElseThrow(
                () ->
                    Problem.invalid(
                        "/country", "required", "Is needed: it cannot be read from the numbers"));
  }

  private Reply read(Request request) {
    return blocks
        .find(request.path("id"))
        .map(block -> Reply.ok(Json.of(block)))
        .orElseThrow(Problem::notFound);
  }

  private Reply change(Request request) {
    return blocks
        .change(request.path("id"), before -> changed(request, before))
        .map(block -> Reply.ok(Json.of(block)))
        .orElseThrow(Problem::notFound);
  }

  private static NumberBlock changed(Request request, NumberBlock before) {
    request.requireMatch(Json.of(before));
    return new NumberBlock(
        before.id(),
        before.carrierId(),
        before.first(),
        before.last(),
        before.country(),
        request.body().getString("type", before.type()),
        before.createdAt());
  }

  private Reply delete(Request request) {
    return Reply.gone(
        blocks.delete(request.path("id"), block -> request.requireMatch(Json.of(block))));
  }
}
