package io.pronto.api.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.pronto.api.contract.Operation;
import io.pronto.core.Id;
import io.pronto.core.access.ApiKeys;
import io.pronto.core.access.IdempotencyKeys;
import io.pronto.core.access.PasswordTooCommon;
import io.pronto.core.access.Sessions;
import io.pronto.core.contact.ImportUnderWay;
import io.pronto.core.db.Actor;
import io.pronto.core.db.Conflict;
import io.pronto.core.db.DatabaseUnavailable;
import io.pronto.core.live.RateLimits;
import io.pronto.core.live.RedisUnavailable;
import io.pronto.core.people.InvalidEmail;
import io.pronto.core.publishing.PublishingBusy;
import io.pronto.core.restriction.Restricted;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries each request through: who, may they, is it well formed, answer. Nothing else catches. */
public final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
  private static final Duration DATABASE_WAIT = Duration.ofSeconds(5);
  private static final String REQUEST_ID = "request_id";

  private final Gate gate;
  private final Throttle throttle;
  private final OnceOnly onceOnly;
  private final MeterRegistry metrics;

  /**
   * Knows callers by {@code sessions} and {@code keys}, refuses those over {@code limits}, does
   * once what was given one of {@code idempotencyKeys}, and times operations in {@code metrics}.
   */
  public Exchange(
      Sessions sessions,
      ApiKeys keys,
      RateLimits limits,
      IdempotencyKeys idempotencyKeys,
      MeterRegistry metrics) {
    this.gate = new Gate(sessions, keys);
    this.throttle = new Throttle(limits);
    this.onceOnly = new OnceOnly(idempotencyKeys);
    this.metrics = metrics;
  }

  /** Names a request that has just come in and sets the headers that every answer has. */
  public static void begin(RoutingContext context) {
    var id = Id.next("req");
    context.put(REQUEST_ID, id);
    Responses.prepare(context.response(), id);
    context.next();
  }

  /** Answers a request for {@code operation} by {@code handler}; blocks. */
  public void run(Operation operation, Handler handler, RoutingContext context) {
    var sample = Timer.start(metrics);
    try (var table = new Table(operation, context)) {
      var request = request(operation, context, table);
      var reply = reply(request, handler);
      Responses.send(context.response(), Versions.tagged(request, reply));
    } catch (IOException e) {
      LOG.atDebug().addKeyValue("request", id(context)).setCause(e).log("The peer has gone");
      context.response().reset();
    } catch (RuntimeException e) {
      refuse(context, problem(e, context));
    } catch (StackOverflowError e) { // one request's, which would get no answer
      refuse(context, problem(new IllegalStateException(e), context));
    } finally {
      int status = context.response().getStatusCode();
      sample.stop(
          Timer.builder("http.server.requests")
              .description("Requests answered")
              .tag("operation", operation.id())
              .tag("status", Integer.toString(status))
              .register(metrics));
      LOG.atDebug()
          .addKeyValue("request", id(context))
          .addKeyValue("operation", operation.id())
          .addKeyValue("status", status)
          .log("Answered");
    }
  }

  /** Refuses a request that no operation was found for, or whose body was too much. */
  public static void refuse(RoutingContext context, Problem problem) {
    if (context.response().headWritten()) {
      context.response().reset();
    } else if (ScimError.isFor(context.request().path())) {
      Responses.sendScim(context.response(), problem);
    } else {
      Responses.send(context.response(), problem, id(context));
    }
  }

  private Reply reply(Request request, Handler handler) {
    try {
      return actor(request).run(() -> onceOnly.answer(request, handler));
    } finally {
      if (!isReadBySomebodySignedIn(request)) {
        gate.changed();
      }
    }
  }

  /** Identity providers end sessions by a GET that is not signed in. */
  private static boolean isReadBySomebodySignedIn(Request request) {
    return request.caller().isPresent() && request.operation().method().equals("GET");
  }

  private Request request(Operation operation, RoutingContext context, Table table)
      throws IOException {
    throttle.count(operation, context.request());
    var caller = gate.admit(operation, context.request());
    var parameters = Intake.parameters(operation, context);
    var body = operation.file() ? table.read() : Intake.body(operation, context);
    return new Request(
        id(context),
        operation,
        caller,
        parameters,
        body,
        table.file(),
        Optional.ofNullable(context.body().buffer()).orElseGet(Buffer::buffer),
        headers(context),
        Peer.of(context.request()));
  }

  private static Actor actor(Request request) {
    var account = request.caller().map(caller -> caller.principal().actor());
    return new Actor(account.orElse(""), request.peer(), request.id());
  }

  private static Map<String, String> headers(RoutingContext context) {
    var headers = new HashMap<String, String>();
    context
        .request()
        .headers()
        .forEach(
            header ->
                headers.merge(
                    header.getKey().toLowerCase(Locale.ROOT),
                    header.getValue(),
                    (before, last) ->
                        header.getKey().equalsIgnoreCase("Cookie") ? before + "; " + last : last));
    return headers;
  }

  private static Problem problem(RuntimeException thrown, RoutingContext context) {
    return switch (thrown) {
      case Problem problem -> problem;
      case Conflict conflict -> Conflicts.problem(conflict);
      case Restricted restricted -> Problem.of(423, "restricted", restricted.getMessage());
      case InvalidEmail email -> Problem.invalid("/email", email.code(), email.getMessage());
      case PasswordTooCommon refused -> Problem.invalid(refused, "/password");
      case DatabaseUnavailable away -> {
        LOG.atWarn()
            .addKeyValue("request", id(context))
            .log("A request was refused: {}", away.getMessage());
        yield Problem.later(
            503, "unavailable", "The database does not answer; try again shortly", DATABASE_WAIT);
      }
      case RedisUnavailable away -> {
        LOG.atWarn()
            .addKeyValue("request", id(context))
            .log("A request was refused: {}", away.getMessage());
        yield Problem.later(
            503, "unavailable", "What is live is not known; try again shortly", DATABASE_WAIT);
      }
      case PublishingBusy busy ->
          Problem.later(503, "busy", busy.getMessage() + "; try again shortly", DATABASE_WAIT);
      case ImportUnderWay first ->
          Problem.later(
              503, "busy", first.getMessage() + "; try again when it is done", DATABASE_WAIT);
      default -> {
        LOG.atError().addKeyValue("request", id(context)).setCause(thrown).log("A request failed");
        yield Problem.of(
            500, "internal", "The server failed at this; its log knows the request_id");
      }
    };
  }

  private static String id(RoutingContext context) {
    return context.get(REQUEST_ID);
  }
}
