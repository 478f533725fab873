package io.pronto.api.resource;

import io.pronto.core.db.Page;
import io.pronto.core.numbering.AvailableNumber;
import io.pronto.core.numbering.NumberStore;
import io.pronto.core.numbering.NumberStore.Wanted;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.rental.MonthlyPrice;
import io.pronto.core.rental.NumberPolicies;
import io.pronto.core.rental.NumberPolicy;
import io.pronto.core.subprocessor.SubprocessorGate;
import io.pronto.core.wholesale.NumberProvider;
import io.pronto.core.wholesale.ProviderAccount;
import io.pronto.core.wholesale.ProviderAccounts;
import io.pronto.core.wholesale.ProviderAway;
import io.pronto.core.wholesale.ProviderRefused;
import io.pronto.core.wholesale.Providers;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The numbers that can be rented: first those of the operator's blocks, then, where a country is
 * named and the page has room, those that providers offer, all asked at once. One that does not
 * answer is left out, and so is one whose subprocessor is not in force for whoever searches.
 */
public final class NumberMarket {
  private static final Logger LOG = LoggerFactory.getLogger(NumberMarket.class);

  private final NumberStore numbers;
  private final NumberPolicies policies;
  private final ProviderAccounts accounts;
  private final Providers providers;
  private final SubprocessorGate gate;

  /** Shows those of {@code numbers} and those of {@code accounts}, at the prices of policies. */
  public NumberMarket(
      NumberStore numbers,
      NumberPolicies policies,
      ProviderAccounts accounts,
      Providers providers,
      SubprocessorGate gate) {
    this.numbers = numbers;
    this.policies = policies;
    this.accounts = accounts;
    this.providers = providers;
    this.gate = gate;
  }

  /**
   * A page of them for {@code organisation}; it is turned forwards only, and providers' stand on
   * the last.
   */
  Page<JsonObject> search(
      OrganisationId organisation,
      Wanted wanted,
      int limit,
      Optional<String> after,
      Notation notation) {
    var prices = new HashMap<String, Optional<MonthlyPrice>>();
    policies.list().forEach(policy -> prices.put(key(policy), policy.price()));
    var own = numbers.available(wanted, limit, after);
    var items = new ArrayList<JsonObject>();
    own.items().forEach(each -> items.add(json(each, prices, Optional.empty(), notation)));
    if (own.next().isEmpty() && items.size() < limit && wanted.country().isPresent()) {
      items.addAll(offers(organisation, wanted, limit - items.size(), prices, notation));
    }
    return new Page<>(List.copyOf(items), own.next(), own.previous());
  }

  private List<JsonObject> offers(
      OrganisationId organisation,
      Wanted wanted,
      int limit,
      Map<String, Optional<MonthlyPrice>> prices,
      Notation notation) {
    var enabled =
        accounts.enabled().stream()
            .filter(account -> gate.permits(organisation, account.processedBy()))
            .toList();
    if (enabled.isEmpty()) {
      return List.of();
    }
    var asked = new HashMap<ProviderAccount, Future<List<NumberProvider.Offer>>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      enabled.forEach(
          account -> asked.put(account, threads.submit(() -> ask(account, wanted, limit))));
    }
    var found = new ArrayList<JsonObject>();
    var seen = new java.util.HashSet<String>();
    enabled.forEach(
        account -> {
          var offers = asked.get(account).resultNow();
          var taken = numbers.taken(offers.stream().map(NumberProvider.Offer::number).toList());
          offers.stream()
              .filter(offer -> !taken.contains(offer.number()))
              .filter(offer -> seen.add(offer.number().value()))
              .map(
                  offer ->
                      json(
                          new AvailableNumber(offer.number(), offer.country(), offer.type()),
                          prices,
                          Optional.of(account.id()),
                          notation))
              .forEach(found::add);
        });
    return found.subList(0, Math.min(limit, found.size()));
  }

  private List<NumberProvider.Offer> ask(ProviderAccount account, Wanted wanted, int limit) {
    try {
      return providers
          .open(account)
          .search(
              new NumberProvider.Wanted(wanted.country(), wanted.type(), wanted.prefix(), limit));
    } catch (ProviderAway | ProviderRefused fault) {
      LOG.atWarn()
          .addKeyValue("provider", account.id())
          .log("A provider is left out of a search: {}", fault.getMessage());
      return List.of();
    } catch (RuntimeException e) {
      LOG.atError()
          .addKeyValue("provider", account.id())
          .setCause(e)
          .log("A provider answered a search with what nobody understands");
      return List.of();
    }
  }

  private static JsonObject json(
      AvailableNumber number,
      Map<String, Optional<MonthlyPrice>> prices,
      Optional<String> providerId,
      Notation notation) {
    var json =
        new JsonObject()
            .put("number", number.number().value())
            .put("shown", notation.write(number.number()))
            .put("country", number.country())
            .put("type", number.type())
            .put("provider_id", providerId.orElse(null));
    var price = prices.getOrDefault(number.country() + number.type(), Optional.empty());
    return Rentals.price(json, price);
  }

  private static String key(NumberPolicy policy) {
    return policy.country() + policy.type();
  }
}
