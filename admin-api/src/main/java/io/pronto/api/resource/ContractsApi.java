package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.contract.Contract;
import io.pronto.core.contract.Contract.Choice;
import io.pronto.core.contract.ContractRefused;
import io.pronto.core.contract.Contracts;
import io.pronto.core.db.Database;
import io.pronto.core.handover.Handover;
import io.pronto.core.handover.Handovers;
import io.pronto.core.organisation.OrganisationId;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** How organisations' contracts stand, their ends, and what becomes of the data then. */
public final class ContractsApi implements Resource {
  private final Database database;
  private final Contracts contracts;
  private final Handovers handovers;
  private final Supplier<URI> publicUrl;

  /** Keeps them in {@code contracts}; what is returned is offered by {@code handovers}. */
  public ContractsApi(
      Database database, Contracts contracts, Handovers handovers, Supplier<URI> publicUrl) {
    this.database = database;
    this.contracts = contracts;
    this.handovers = handovers;
    this.publicUrl = publicUrl;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "get_contract", this::own,
        "choose_contract_end", this::choose,
        "create_contract_return", this::offer,
        "get_organisation_contract", this::read,
        "activate_organisation", this::activate,
        "terminate_organisation", this::terminate,
        "withdraw_termination", this::withdraw);
  }

  private Reply own(Request request) {
    return Reply.ok(json(contracts.find(request.organisation()).orElseThrow(Problem::notFound)));
  }

  private Reply choose(Request request) {
    var choice = Choice.of(request.body().getString("choice"));
    return Reply.ok(
        json(refusing(() -> contracts.choose(request.organisation(), choice, request.callerId()))));
  }

  private Reply offer(Request request) {
    var organisation = request.organisation();
    var offer =
        refusing(
            () ->
                database.in(
                    organisation,
                    tx -> {
                      contracts.requireReturn(tx, organisation);
                      return handovers.offer(
                          tx,
                          Optional.of(organisation),
                          Handover.Kind.CONTRACT,
                          organisation.value());
                    }));
    return Reply.created(HandoverJson.of(offer, publicUrl.get()));
  }

  private Reply read(Request request) {
    return found(contracts.find(id(request)));
  }

  private Reply activate(Request request) {
    return found(refusing(() -> contracts.activate(id(request))));
  }

  private Reply terminate(Request request) {
    var body = request.body();
    var lastDay = day(body, "ends_on");
    try {
      return found(
          contracts.terminate(
              id(request),
              lastDay,
              body.getInteger("erasure_after_days", Contract.USUAL_DELAY),
              request.callerId()));
    } catch (ContractRefused refused) {
      throw refused.reason() == ContractRefused.Reason.DAY_PASSED
          ? Problem.invalid("/ends_on", refused.reason().code(), refused.getMessage())
          : Problem.conflict(refused.reason().code(), refused.getMessage());
    }
  }

  private Reply withdraw(Request request) {
    return Reply.gone(refusing(() -> contracts.withdraw(id(request))).isPresent());
  }

  /**
   * The day in that field.
   *
   * @throws Problem 422 when there is no such day
   */
  static LocalDate day(JsonObject body, String field) {
    try {
      return LocalDate.parse(body.getString(field));
    } catch (DateTimeException none) {
      throw Problem.invalid("/" + field, "malformed", "Must be a day that exists");
    }
  }

  private static <T> T refusing(Supplier<T> step) {
    try {
      return step.get();
    } catch (ContractRefused refused) {
      throw Problem.conflict(refused.reason().code(), refused.getMessage());
    }
  }

  private static OrganisationId id(Request request) {
    return Ids.organisation(request.path("id")).orElseThrow(Problem::notFound);
  }

  private static Reply found(Optional<Contract> contract) {
    return Reply.ok(json(contract.orElseThrow(Problem::notFound)));
  }

  private static JsonObject json(Contract contract) {
    return new JsonObject()
        .put("organisation_id", contract.organisation().value())
        .put("state", contract.state().code())
        .put("trial_ends_on", day(contract.trialEndsOn()))
        .put("ends_on", day(contract.endsOn()))
        .put("announced_at", contract.announcedAt().map(Instant::toString).orElse(null))
        .put("choice", contract.choice().map(Choice::code).orElse(null))
        .put("chosen_at", contract.chosenAt().map(Instant::toString).orElse(null))
        .put("erasure_after_days", contract.erasureAfterDays())
        .put("erase_on", day(contract.eraseOn()))
        .put("held", contract.held())
        .put("erased_at", contract.erasedAt().map(Instant::toString).orElse(null))
        .put("forget_on", day(contract.forgetOn()));
  }

  private static String day(Optional<LocalDate> day) {
    return day.map(LocalDate::toString).orElse(null);
  }
}
