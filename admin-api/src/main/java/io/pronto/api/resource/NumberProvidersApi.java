package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.api.wholesale.WholesaleProviders;
import io.pronto.core.outbound.Outbound;
import io.pronto.core.outbound.Unreachable;
import io.pronto.core.rental.RentalStore;
import io.pronto.core.rental.RentalTasks;
import io.pronto.core.subprocessor.ProcessedBy;
import io.pronto.core.subprocessor.SubprocessorRegister;
import io.pronto.core.subprocessor.Use;
import io.pronto.core.wholesale.Drift;
import io.pronto.core.wholesale.Drifts;
import io.pronto.core.wholesale.Notice;
import io.pronto.core.wholesale.ProviderAccount;
import io.pronto.core.wholesale.ProviderAccounts;
import io.pronto.core.wholesale.ProviderAccounts.Kept;
import io.pronto.core.wholesale.ProviderRefused;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** The wholesale APIs that the operator buys numbers from, and what they tell. */
public final class NumberProvidersApi implements Resource {
  private static final List<String> SECRETS = List.of("api_key", "api_secret", "webhook_secret");

  private final ProviderAccounts accounts;
  private final WholesaleProviders providers;
  private final RentalStore rentals;
  private final RentalTasks tasks;
  private final Drifts drifts;
  private final Outbound outbound;
  private final InstantSource clock;
  private final SubprocessorRegister register;

  /**
   * Keeps them in {@code accounts}; what one tells has its order looked at; which subprocessor one
   * is, is of {@code register}.
   */
  public NumberProvidersApi(
      ProviderAccounts accounts,
      WholesaleProviders providers,
      RentalStore rentals,
      RentalTasks tasks,
      Drifts drifts,
      Outbound outbound,
      InstantSource clock,
      SubprocessorRegister register) {
    this.accounts = accounts;
    this.providers = providers;
    this.rentals = rentals;
    this.tasks = tasks;
    this.drifts = drifts;
    this.outbound = outbound;
    this.clock = clock;
    this.register = register;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_number_providers", this::list,
        "create_number_provider", this::create,
        "get_number_provider", this::read,
        "update_number_provider", this::change,
        "delete_number_provider", this::delete,
        "reconcile_number_provider", this::reconcile,
        "notify_number_provider", this::notice,
        "list_number_drifts", this::drifts);
  }

  private Reply list(Request request) {
    return Reply.page(accounts.list(request.page()).map(this::json));
  }

  private Reply create(Request request) {
    var body = request.body();
    requireAddress(body);
    var wanted =
        new ProviderAccount(
            "",
            body.getString("carrier_id"),
            body.getString("name"),
            body.getString("kind"),
            body.getString("base_url"),
            secrets(body, new JsonObject()),
            body.getBoolean("enabled", true),
            NamedSubprocessor.read(body, register, Use.NUMBER_PROVIDER)
                .or(new ProcessedBy.Unsaid()));
    return Reply.created(json(accounts.create(wanted, clock.instant())));
  }

  private void requireAddress(JsonObject body) {
    try {
      if (body.containsKey("base_url")) {
        outbound.address(body.getString("base_url"));
      }
    } catch (Unreachable fault) {
      throw Problem.invalid("/base_url", "unreachable", fault.getMessage());
    }
  }

  private static JsonObject secrets(JsonObject body, JsonObject before) {
    var secrets = before.copy();
    SECRETS.stream()
        .filter(body::containsKey)
        .forEach(name -> secrets.put(name, body.getString(name)));
    return secrets;
  }

  private Reply read(Request request) {
    return accounts
        .find(request.path("id"))
        .map(kept -> Reply.ok(json(kept)))
        .orElseThrow(Problem::notFound);
  }

  private Reply change(Request request) {
    requireAddress(request.body());
    var named = NamedSubprocessor.read(request.body(), register, Use.NUMBER_PROVIDER);
    return accounts
        .change(request.path("id"), before -> changed(request, named, before))
        .map(kept -> Reply.ok(json(kept)))
        .orElseThrow(Problem::notFound);
  }

  /** Secrets are for the server that they were given for, and are sent to no other. */
  private Kept changed(Request request, NamedSubprocessor named, Kept before) {
    request.requireMatch(json(before));
    var body = request.body();
    var account = before.account();
    boolean moves =
        body.containsKey("base_url") && !body.getString("base_url").equals(account.baseUrl());
    if (moves && !body.containsKey("api_key")) {
      throw Problem.invalid("/api_key", "required", "Is needed for a new address");
    }
    return new Kept(
        new ProviderAccount(
            account.id(),
            account.carrierId(),
            body.getString("name", account.name()),
            account.kind(),
            body.getString("base_url", account.baseUrl()),
            secrets(body, moves ? new JsonObject() : account.credentials()),
            body.getBoolean("enabled", account.enabled()),
            named.or(account.processedBy())),
        before.reconciledAt(),
        before.error(),
        before.createdAt());
  }

  private Reply delete(Request request) {
    return Reply.gone(
        accounts.delete(request.path("id"), kept -> request.requireMatch(json(kept))));
  }

  private Reply reconcile(Request request) {
    if (!accounts.reconcileNow(request.path("id"), clock.instant())) {
      throw Problem.notFound();
    }
    return new Reply.Accepted();
  }

  /** What is told is not believed, only looked into: it may come twice, late, or out of order. */
  private Reply notice(Request request) {
    var account = accounts.account(request.path("id")).orElseThrow(Problem::notFound);
    var notice =
        new Notice(
            providers.noticeUrl(account.id()), request.headers(), request.raw(), clock.instant());
    try {
      providers
          .open(account)
          .changedOrders(notice)
          .forEach(
              order ->
                  rentals
                      .ofOrder(account.id(), order)
                      .ifPresent(rental -> tasks.hurry(rental.organisation(), rental.id())));
    } catch (ProviderRefused refused) {
      throw Problem.of(400, "notice_not_believed", refused.getMessage());
    }
    return new Reply.Empty();
  }

  private Reply drifts(Request request) {
    return Reply.page(
        drifts
            .list(
                request.query("provider_id"),
                request.query("open").map(Boolean::valueOf).orElse(true),
                request.page())
            .map(NumberProvidersApi::json));
  }

  private JsonObject json(Kept kept) {
    var account = kept.account();
    return new JsonObject()
        .put("id", account.id())
        .put("carrier_id", account.carrierId())
        .put("name", account.name())
        .put("kind", account.kind())
        .put("base_url", account.baseUrl())
        .put("enabled", account.enabled())
        .put("subprocessor_id", SubprocessorJson.id(account.processedBy()))
        .put("notice_url", providers.noticeUrl(account.id()))
        .put("reconciled_at", kept.reconciledAt().orElse(null))
        .put("reconcile_error", kept.error().orElse(null))
        .put("created_at", kept.createdAt());
  }

  private static JsonObject json(Drift drift) {
    return new JsonObject()
        .put("id", drift.id())
        .put("provider_id", drift.providerId())
        .put("number", drift.number().value())
        .put("kind", drift.kind().code())
        .put("organisation_id", drift.organisation().map(id -> id.value()).orElse(null))
        .put("found_at", drift.foundAt())
        .put("resolved_at", drift.resolvedAt().orElse(null));
  }
}
