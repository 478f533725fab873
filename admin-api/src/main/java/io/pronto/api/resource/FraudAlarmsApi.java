package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.fraud.FraudAlarm;
import io.pronto.core.fraud.FraudAlarmStore;
import java.util.Map;

/** Breakers that have tripped. */
public final class FraudAlarmsApi implements Resource {
  private final FraudAlarmStore alarms;

  /** Releases those of {@code alarms}. */
  public FraudAlarmsApi(FraudAlarmStore alarms) {
    this.alarms = alarms;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_fraud_alarms", this::list,
        "get_fraud_alarm", this::read,
        "release_fraud_alarm", this::release,
        "list_ceiling_alarms", this::listAtCeilings,
        "release_ceiling_alarm", this::releaseAtCeiling);
  }

  private Reply list(Request request) {
    return Reply.page(
        alarms.list(request.organisation(), openOnly(request), request.page()).map(FraudJson::of));
  }

  private Reply read(Request request) {
    return alarms
        .find(request.organisation(), request.path("id"))
        .map(alarm -> Reply.ok(FraudJson.of(alarm)))
        .orElseThrow(Problem::notFound);
  }

  private Reply release(Request request) {
    return alarms
        .release(
            request.organisation(),
            request.path("id"),
            request.callerId(),
            FraudAlarmsApi::requireOwn)
        .map(alarm -> Reply.ok(FraudJson.of(alarm)))
        .orElseThrow(Problem::notFound);
  }

  private static void requireOwn(FraudAlarm alarm) {
    if (alarm.atCeiling()) {
      throw Problem.conflict(
          "at_ceiling", "The operator's ceiling was reached: only the operator releases that");
    }
  }

  private Reply listAtCeilings(Request request) {
    return Reply.page(
        alarms.listAtCeilings(openOnly(request), request.page()).map(FraudJson::forOperator));
  }

  private Reply releaseAtCeiling(Request request) {
    return alarms
        .releaseAtCeiling(request.path("id"), request.callerId())
        .map(alarm -> Reply.ok(FraudJson.forOperator(alarm)))
        .orElseThrow(Problem::notFound);
  }

  private static boolean openOnly(Request request) {
    return request.query("open").map(Boolean::valueOf).orElse(false);
  }
}
