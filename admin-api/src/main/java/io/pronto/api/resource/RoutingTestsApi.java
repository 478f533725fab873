package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.Id;
import io.pronto.core.publishing.Rehearsal;
import io.pronto.core.publishing.RoutingTestStore;
import io.pronto.core.publishing.TestResult;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** What an organisation expects of calls, and whether it would come true. */
public final class RoutingTestsApi implements Resource {
  private final RoutingTestStore tests;
  private final Rehearsal rehearsal;
  private final Languages languages;

  /**
   * Keeps them in {@code tests} and runs them by {@code rehearsal}.
   *
   * @param languages in which results are told
   */
  public RoutingTestsApi(RoutingTestStore tests, Rehearsal rehearsal, Languages languages) {
    this.tests = tests;
    this.rehearsal = rehearsal;
    this.languages = languages;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_routing_tests", this::list,
        "create_routing_test", this::create,
        "get_routing_test", this::read,
        "update_routing_test", this::change,
        "delete_routing_test", this::delete,
        "run_routing_tests", this::run);
  }

  private Reply list(Request request) {
    return Reply.page(tests.list(request.organisation(), request.page()).map(RoutingTestJson::of));
  }

  private Reply create(Request request) {
    return tests
        .add(request.organisation(), RoutingTestJson.read(Id.next("rtt"), request.body()))
        .map(added -> Reply.created(RoutingTestJson.of(added)))
        .orElseThrow(
            () ->
                Problem.conflict(
                    "tests_full",
                    "The organisation has " + RoutingTestStore.MOST + " tests: delete some"));
  }

  private Reply read(Request request) {
    return tests
        .find(request.organisation(), request.path("id"))
        .map(test -> Reply.ok(RoutingTestJson.of(test)))
        .orElseThrow(Problem::notFound);
  }

  private Reply change(Request request) {
    return tests
        .change(
            request.organisation(),
            request.path("id"),
            before -> {
              request.requireMatch(RoutingTestJson.of(before));
              return RoutingTestJson.changed(before, request.body());
            })
        .map(test -> Reply.ok(RoutingTestJson.of(test)))
        .orElseThrow(Problem::notFound);
  }

  private Reply delete(Request request) {
    return Reply.gone(
        tests.delete(
            request.organisation(),
            request.path("id"),
            test -> request.requireMatch(RoutingTestJson.of(test))));
  }

  private Reply run(Request request) {
    var organisation = request.organisation();
    var results = rehearsal.run(organisation, tests.all(organisation));
    var language = languages.of(request);
    long passed = results.stream().filter(TestResult::passed).count();
    return Reply.ok(
        new JsonObject()
            .put("passed", passed)
            .put("failed", results.size() - passed)
            .put(
                "data",
                new JsonArray(
                    results.stream()
                        .map(result -> RoutingTestJson.of(result, language))
                        .toList())));
  }
}
