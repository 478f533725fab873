package io.pronto.sip;

import io.micrometer.core.instrument.MeterRegistry;
import io.pronto.core.audit.AuditLog;
import io.pronto.core.call.CallJournal;
import io.pronto.core.carrier.TrunkPasswords;
import io.pronto.core.conference.ConferencePins;
import io.pronto.core.contact.CallerNames;
import io.pronto.core.credit.Credit;
import io.pronto.core.event.OperatorEvents;
import io.pronto.core.event.Outbox;
import io.pronto.core.fraud.FraudWatch;
import io.pronto.core.identity.CallIdentities;
import io.pronto.core.lease.Leases;
import io.pronto.core.live.Attempts;
import io.pronto.core.live.Bans;
import io.pronto.core.live.ConferenceHomes;
import io.pronto.core.live.LiveCalls;
import io.pronto.core.live.Registrations;
import io.pronto.core.live.TrunkStates;
import io.pronto.core.rating.LeastCost;
import io.pronto.core.rating.TrunkQuality;
import io.pronto.core.routing.Directory;
import io.pronto.core.rules.AccessCodes;
import io.pronto.core.seal.OrganisationKeys;
import io.pronto.media.MediaService;

/** What signalling asks of the rest of the house. It closes none of it. */
public record GatewayServices(
    Directory directory,
    CallerNames callerNames,
    Registrations registrations,
    CallJournal journal,
    LiveCalls live,
    Outbox outbox,
    LeastCost leastCost,
    TrunkQuality quality,
    Credit credit,
    FraudWatch fraud,
    Bans bans,
    OrganisationKeys keys,
    TrunkPasswords trunkPasswords,
    TrunkStates trunkStates,
    OperatorEvents operatorEvents,
    CallIdentities identities,
    AccessCodes accessCodes,
    Attempts codeAttempts,
    ConferencePins conferencePins,
    ConferenceHomes conferenceHomes,
    AuditLog audit,
    MediaService media,
    Leases leases,
    MeterRegistry meters) {}
