package io.pronto.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.pronto.api.sso.SingleSignOnSettings;
import io.pronto.core.call.CallControl;
import io.pronto.core.db.Database;
import io.pronto.core.event.Outbox;
import io.pronto.core.live.LiveCalls;
import io.pronto.core.live.RateLimits;
import io.pronto.core.live.Redis;
import io.pronto.core.live.Registrations;
import io.pronto.core.mail.MailQueue;
import io.pronto.core.prompt.SpeechSynthesis;
import io.pronto.core.rating.LeastCost;
import io.pronto.core.rating.Rates;
import io.pronto.core.recording.RecordingStore;
import io.pronto.core.recording.SoundFiles;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.seal.OrganisationKeys;
import io.pronto.core.stream.StreamDestinationStore;
import io.pronto.core.subprocessor.ConfiguredWay;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What the API stands on.
 *
 * @param master seals what must be known again, such as second factors
 * @param keys seal what organisations send in
 * @param redis where attempts at passwords are counted
 * @param limits how often somebody may ask
 * @param mail what is to be sent; empty where no mail is
 * @param sipDomain {@code sip.domain}, of which every organisation has a subdomain
 * @param callControl whoever has the calls under way
 * @param outbox who tells that there are new events
 * @param rates what calls cost
 * @param leastCost in which order trunks are tried
 * @param streamDestinations where the sound of live calls may be sent
 * @param soundFiles makes files of other formats of recordings
 * @param speech what speaks texts, where there is something
 * @param singleSignOn where single sign-on runs
 * @param metrics where requests are timed
 * @param figures all metrics in Prometheus' text format
 * @param waysOut by which the settings let customers' data out
 * @param readiness what must hold for the server to be ready, by name; each answers within a second
 */
public record Services(
    Database database,
    MasterKey master,
    OrganisationKeys keys,
    Redis redis,
    RateLimits limits,
    Optional<MailQueue> mail,
    String sipDomain,
    Registrations registrations,
    LiveCalls liveCalls,
    CallControl callControl,
    Outbox outbox,
    Rates rates,
    LeastCost leastCost,
    RecordingStore recordings,
    StreamDestinationStore streamDestinations,
    SoundFiles soundFiles,
    Optional<SpeechSynthesis> speech,
    SingleSignOnSettings singleSignOn,
    MeterRegistry metrics,
    Supplier<String> figures,
    List<ConfiguredWay> waysOut,
    Map<String, BooleanSupplier> readiness) {
  /** Copies list and map. */
  public Services {
    waysOut = List.copyOf(waysOut);
    readiness = Map.copyOf(readiness);
  }
}
