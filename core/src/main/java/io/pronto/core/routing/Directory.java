package io.pronto.core.routing;

import io.pronto.core.MediaEncryption;
import io.pronto.core.Outage;
import io.pronto.core.calendar.WorkingDays;
import io.pronto.core.carrier.Trunk;
import io.pronto.core.carrier.TrunkStore;
import io.pronto.core.conference.Conference;
import io.pronto.core.conference.ConferenceStore;
import io.pronto.core.db.Database;
import io.pronto.core.db.Tx;
import io.pronto.core.device.Account;
import io.pronto.core.device.AddressOfRecord;
import io.pronto.core.emergency.DeviceLocation;
import io.pronto.core.emergency.EmergencyRoute;
import io.pronto.core.emergency.EmergencyRouteStore;
import io.pronto.core.identity.CallerIdPolicy;
import io.pronto.core.identity.CallerIdPolicyStore;
import io.pronto.core.identity.RightStore;
import io.pronto.core.numbering.E164;
import io.pronto.core.numbering.EmergencyNumbers;
import io.pronto.core.numbering.NumberStore;
import io.pronto.core.numbering.RecordingExclusionStore;
import io.pronto.core.numbering.RecordingExclusions;
import io.pronto.core.numbering.RentedNumber;
import io.pronto.core.organisation.OrganisationId;
import io.pronto.core.organisation.TranscriptionPolicy;
import io.pronto.core.people.Line;
import io.pronto.core.rules.CallerListStore;
import io.pronto.core.rules.CallerLists;
import io.pronto.core.rules.Forwarding;
import io.pronto.core.rules.ForwardingStore;
import io.pronto.core.rules.NumberRoutingStore;
import io.pronto.core.rules.NumberRules;
import io.pronto.core.rules.RulesOverTime;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What calls and registrations need to know of organisations, people, devices, numbers and trunks.
 * Everything is read once and kept until the database says that something has changed; while the
 * database is away or hangs, what is known goes on being answered. Blocks while something is read.
 */
public final class Directory {
  private static final Logger LOG = LoggerFactory.getLogger(Directory.class);
  private static final Object ALL = new Object();

  private final Database database;
  private final String domain;
  private final InstantSource clock;
  private final Use use;
  private final Outage outage = new Outage();
  private final Remembered<String, Optional<Organisation>> organisations;
  private final Remembered<AddressOfRecord, Optional<Equipment>> accounts;
  private final Remembered<Extension, Optional<Line>> extensions;
  private final Remembered<Person, Optional<Line>> people;
  private final Remembered<Extension, Optional<Conference>> rooms;
  private final Remembered<Room, Optional<Conference>> conferences;
  private final Remembered<E164, Optional<HeldNumber>> numbers;
  private final Remembered<Object, List<Trunk>> trunks;
  private final Remembered<Object, List<EmergencyRoute>> emergencyRoutes;
  private final Remembered<OrganisationId, Optional<E164>> mainNumbers;
  private final Remembered<Shown, Boolean> rights;
  private final Remembered<Rented, RulesOverTime> rules;
  private final Remembered<Person, Forwarding> forwardings;
  private final Remembered<OrganisationId, CallerLists> lists;
  private final Remembered<OrganisationId, CallerIdPolicy> callerIds;
  private final Remembered<OrganisationId, RecordingExclusions> exclusions;
  private final Remembered<Object, CarriersKeptOff> carriersKeptOff;
  private final AtomicBoolean carriersUnknown = new AtomicBoolean();

  /** What a directory is for. */
  private enum Use {
    CALLS,
    ONCE,
    ONCE_WITHOUT_OVERRIDES
  }

  private record Rented(OrganisationId organisation, E164 number) {}

  private record Extension(OrganisationId organisation, String digits) {}

  /** Read with one another: by the time somebody calls for help there is nothing to wait for. */
  private record Equipment(
      Account account, Optional<DeviceLocation> location, MediaEncryption encryption) {}

  private record Person(OrganisationId organisation, String userId) {}

  private record Room(OrganisationId organisation, String id) {}

  private record Shown(OrganisationId organisation, E164 number) {}

  /**
   * An organisation as calls know it.
   *
   * @param country ISO 3166 alpha-2, by which what is dialled is read
   * @param domain its SIP domain and realm
   */
  public record Organisation(OrganisationId id, String name, String country, String domain) {}

  /**
   * A directory that reads on demand.
   *
   * @param domain {@code sip.domain}, of which every organisation has a subdomain
   */
  public Directory(Database database, String domain) {
    this(database, domain, InstantSource.system());
  }

  /**
   * The same by a clock: numbers that change operator are ours from a moment on, or up to one.
   *
   * @param clock what time it is
   */
  public Directory(Database database, String domain, InstantSource clock) {
    this(database, domain, clock, Use.CALLS);
  }

  private Directory(Database database, String domain, InstantSource clock, Use use) {
    this.database = database;
    this.domain = domain;
    this.clock = clock;
    this.use = use;
    this.organisations = remembering(this::readOrganisation);
    this.accounts = remembering(this::readAccount);
    this.extensions = remembering(this::readExtension);
    this.people = remembering(this::readPerson);
    this.rooms =
        remembering(
            room ->
                within(
                    room.organisation(),
                    tx -> ConferenceStore.read(tx, "extension", room.digits())));
    this.conferences =
        remembering(
            room -> within(room.organisation(), tx -> ConferenceStore.read(tx, "id", room.id())));
    this.numbers = remembering(this::readNumber);
    this.trunks = remembering(_ -> new TrunkStore(database).all());
    this.emergencyRoutes = remembering(_ -> new EmergencyRouteStore(database).all());
    this.mainNumbers = remembering(this::readMainNumber);
    this.rights = remembering(this::readRight);
    this.rules = remembering(this::readRules);
    this.forwardings = remembering(this::readForwarding);
    this.lists = remembering(this::readLists);
    this.callerIds = remembering(this::readCallerIds);
    this.exclusions = remembering(own -> within(own, RecordingExclusionStore::all));
    this.carriersKeptOff = remembering(_ -> readCarriersKeptOff());
    if (use == Use.CALLS) {
      database.onNotice("directory", this::changed);
    }
  }

  /**
   * One that is asked a few things and then let go: what it has read it does not read again. It
   * reads within the transaction that is under way on the asking thread, if one is.
   *
   * @param domain as above
   */
  public static Directory once(Database database, String domain, InstantSource clock) {
    return new Directory(database, domain, clock, Use.ONCE);
  }

  /** The same, in which no schedule is opened or closed by hand. */
  public static Directory onceWithoutOverrides(
      Database database, String domain, InstantSource clock) {
    return new Directory(database, domain, clock, Use.ONCE_WITHOUT_OVERRIDES);
  }

  private <K, V> Remembered<K, V> remembering(Function<K, V> read) {
    return use == Use.CALLS ? new Remembered<>(read, outage) : Remembered.here(read);
  }

  /** The organisation whose SIP domain is {@code name}. */
  public Optional<Organisation> organisation(String name) {
    var label = label(name);
    return label.isEmpty() ? Optional.empty() : organisations.get(label.get());
  }

  /** The organisation of that id. */
  public Optional<Organisation> organisation(OrganisationId id) {
    return organisations.get(id.value());
  }

  /** The device of that name, if its user is active. */
  public Optional<Account> account(AddressOfRecord name) {
    return accounts.get(name).map(Equipment::account);
  }

  /** Where the device of that name stands, if that has been declared. */
  public Optional<DeviceLocation> location(AddressOfRecord name) {
    return accounts.get(name).flatMap(Equipment::location);
  }

  /** Whether the sound of the device of that name is encrypted. */
  public MediaEncryption encryption(AddressOfRecord name) {
    return accounts.get(name).map(Equipment::encryption).orElse(MediaEncryption.OPTIONAL);
  }

  /**
   * By the numbers of which country a device calls for help, ISO 3166 alpha-2: of where it stands,
   * if that has been declared and the country has numbers of its own, or else of its organisation.
   */
  public String countryForHelp(Account account) {
    var home = home(account);
    return location(account.addressOfRecord())
        .map(known -> known.address().country())
        .filter(EmergencyNumbers::areKnown)
        .filter(there -> !EmergencyNumbers.areShared(there, home))
        .orElse(home);
  }

  /**
   * The same for those who dial {@code digits}: where these call nobody for help but do in the
   * organisation's country, its numbers hold. What was declared may be wrong, and somebody may dial
   * what they know by heart.
   */
  public String countryForHelp(Account account, String digits) {
    var there = countryForHelp(account);
    return EmergencyNumbers.has(digits, there) ? there : home(account);
  }

  /**
   * The emergency number that whoever dials {@code dialled}, a number or a service of RFC 5031, on
   * the device of {@code account} calls; empty when it is none.
   */
  public Optional<String> forHelp(Account account, String dialled) {
    var there = countryForHelp(account);
    var digits = EmergencyNumbers.digits(dialled, there);
    return EmergencyNumbers.has(digits, there) || EmergencyNumbers.has(digits, home(account))
        ? Optional.of(digits)
        : Optional.empty();
  }

  private String home(Account account) {
    return organisation(account.organisation()).map(Organisation::country).orElse("FR");
  }

  /** The active user who has the extension {@code digits}. */
  public Optional<Line> extension(OrganisationId organisation, String digits) {
    return extensions.get(new Extension(organisation, digits));
  }

  /** The conference that has the extension {@code digits}. */
  public Optional<Conference> conferenceAt(OrganisationId organisation, String digits) {
    return rooms.get(new Extension(organisation, digits));
  }

  /** The conference of that id. */
  public Optional<Conference> conference(OrganisationId organisation, String id) {
    return conferences.get(new Room(organisation, id));
  }

  /** The active user of that id. */
  public Optional<Line> line(OrganisationId organisation, String userId) {
    return people.get(new Person(organisation, userId));
  }

  /** Who rents {@code number} at this moment. */
  public Optional<RentedNumber> number(E164 number) {
    return numbers
        .get(number)
        .filter(held -> held.isOursAt(clock.instant()))
        .map(HeldNumber::number);
  }

  /**
   * Who is to have a call that a carrier brings to {@code number}. One that is being ported to us
   * arrives when the other operators' tables say so, a little earlier than agreed perhaps: once its
   * day is known, whoever brings a call to it is right.
   */
  public Optional<RentedNumber> arriving(E164 number) {
    return numbers
        .get(number)
        .filter(held -> held.arrivesAt(clock.instant()))
        .map(HeldNumber::number);
  }

  /**
   * Whether {@code organisation} may show {@code number}: it rents it, or the ledger of rights to
   * numbers says so.
   */
  public boolean mayShow(OrganisationId organisation, E164 number) {
    return number(number).filter(rented -> rented.organisation().equals(organisation)).isPresent()
        || rights.get(new Shown(organisation, number));
  }

  /**
   * What {@code number} does with its calls beside ringing its user.
   *
   * @param at when it is called; of the past only what is in force now is known
   */
  public NumberRules rules(RentedNumber number, Instant at) {
    var now = clock.instant();
    return rules
        .get(new Rented(number.organisation(), number.number()))
        .at(at.isBefore(now) ? now : at);
  }

  /** Where the calls of {@code line} go instead. */
  public Forwarding forwarding(Line line) {
    return forwardings.get(new Person(line.organisation(), line.userId()));
  }

  /** Whom {@code organisation} and its users refuse, and whom they always let through. */
  public CallerLists lists(OrganisationId organisation) {
    return lists.get(organisation);
  }

  /** Which number {@code organisation} shows to whom it calls where. */
  public CallerIdPolicy callerIds(OrganisationId organisation) {
    return callerIds.get(organisation);
  }

  /** Whose calls {@code organisation} never records. */
  public RecordingExclusions recordingExclusions(OrganisationId organisation) {
    return exclusions.get(organisation);
  }

  /** All trunks, the oldest first. */
  public List<Trunk> trunks() {
    return trunks.get(ALL);
  }

  /**
   * Whether {@code carrierId} may carry calls of {@code organisation}: its subprocessor, if it has
   * named one, is in force today (in Paris), and the organisation does not object to it. Where that
   * is not known, since the database has been away from the beginning, it may: a call that is
   * dropped is worse.
   */
  public boolean mayCarry(OrganisationId organisation, String carrierId) {
    var today = WorkingDays.FRANCE.date(clock.instant());
    return lookAtCarriers().map(all -> all.permits(today, organisation, carrierId)).orElse(true);
  }

  /** Reads who is kept off which carriers, unless that is known: no call waits for it then. */
  public void prepareCarriers() {
    lookAtCarriers();
  }

  private Optional<CarriersKeptOff> lookAtCarriers() {
    var known = carriersKeptOff.find(ALL);
    if (!carriersUnknown.getAndSet(known.isEmpty()) && known.isEmpty()) {
      LOG.atWarn()
          .log(
              "It is not known yet which carriers are kept off whom: until the database answers,"
                  + " calls leave by any");
    }
    return known;
  }

  /** All routes for calls for help. */
  public List<EmergencyRoute> emergencyRoutes() {
    return emergencyRoutes.get(ALL);
  }

  /**
   * A number by which {@code organisation} can be called back, for whoever has none of their own.
   */
  public Optional<E164> mainNumber(OrganisationId organisation) {
    return mainNumbers.get(organisation).filter(number -> number(number).isPresent());
  }

  /**
   * Tells {@code ended} of each device that may register no longer, since it was deleted or its
   * user is not active any more: after that moment nobody is answered that it may. Runs {@code
   * missed} when some may have been missed. Both run on an event loop: they must not block.
   */
  public void onEnded(Consumer<AddressOfRecord> ended, Runnable missed) {
    database.onNotice(
        "device_ended",
        missed,
        notice -> {
          changed();
          ended.accept(name(notice));
        });
  }

  /** Those of {@code names} that may not register. Asks the database in any case. */
  public List<AddressOfRecord> ended(Collection<AddressOfRecord> names) {
    var asked =
        names.stream()
            .filter(name -> label(name.domain()).isPresent())
            .map(name -> name.username() + '@' + label(name.domain()).orElseThrow())
            .toArray(String[]::new);
    return database
        .asStranger(tx -> tx.query("select devices_ended($1) as name", (Object) asked))
        .stream()
        .map(row -> name(row.getString("name")))
        .toList();
  }

  /** From {@code username@label}, as the schema calls devices. */
  private AddressOfRecord name(String text) {
    int at = text.lastIndexOf('@');
    return new AddressOfRecord(text.substring(0, at), text.substring(at + 1) + '.' + domain);
  }

  /** Who says so is there, too. */
  private void changed() {
    outage.end();
    Stream.of(
            organisations,
            accounts,
            extensions,
            people,
            rooms,
            conferences,
            numbers,
            trunks,
            rights,
            rules,
            forwardings,
            lists,
            callerIds,
            exclusions,
            carriersKeptOff,
            emergencyRoutes,
            mainNumbers)
        .forEach(Remembered::doubt);
  }

  /** The first label of a name directly under our domain. */
  private Optional<String> label(String name) {
    boolean ours =
        name.length() > domain.length() + 1
            && name.charAt(name.length() - domain.length() - 1) == '.'
            && name.regionMatches(
                true, name.length() - domain.length(), domain, 0, domain.length());
    return ours
        ? Optional.of(name.substring(0, name.length() - domain.length() - 1).toLowerCase())
        : Optional.empty();
  }

  private Optional<Organisation> readOrganisation(String labelOrId) {
    return database.asOperator(
        tx ->
            tx.one(
                    """
                    select id, name, country, label from organisation
                     where (label = $1 or id = $1) and in_service(id)
                    """,
                    labelOrId)
                .map(
                    row ->
                        new Organisation(
                            new OrganisationId(row.getString("id")),
                            row.getString("name"),
                            row.getString("country"),
                            row.getString("label") + '.' + domain)));
  }

  private Optional<Equipment> readAccount(AddressOfRecord name) {
    return organisation(name.domain()).flatMap(org -> within(org.id(), tx -> account(tx, name)));
  }

  private static Optional<Equipment> account(Tx tx, AddressOfRecord name) {
    return tx.one(
            """
            select d.id, d.organisation_id, d.user_id, d.ha1_md5, d.ha1_sha256, d.location,
                   d.location_confirmed_at, d.media_encryption
              from device d join user_account u on u.id = d.user_id
             where d.username = $1 and u.active
            """,
            name.username())
        .map(
            row ->
                new Equipment(
                    new Account(
                        row.getString("id"),
                        new OrganisationId(row.getString("organisation_id")),
                        row.getString("user_id"),
                        name,
                        row.getString("ha1_md5"),
                        row.getString("ha1_sha256")),
                    DeviceLocation.of(row),
                    MediaEncryption.of(row.getString("media_encryption"))));
  }

  private Optional<Line> readExtension(Extension wanted) {
    return within(wanted.organisation(), tx -> line(tx, "extension", wanted.digits()));
  }

  private Optional<Line> readPerson(Person wanted) {
    return within(wanted.organisation(), tx -> line(tx, "id", wanted.userId()));
  }

  private Optional<Line> line(Tx tx, String column, String value) {
    return tx.one(
            """
            select u.id, u.organisation_id, u.name, u.extension, u.language, o.label,
                   coalesce(u.caller_id, (select number from phone_number
                     where destination_user_id = u.id and coalesce(ours_from <= now(), true)
                     order by rented_at limit 1)) as caller_id,
                   array(select username from device where user_id = u.id order by id) as devices
              from user_account u join organisation o on o.id = u.organisation_id
             where u.%s = $1 and u.active
            """
                .formatted(column),
            value)
        .map(this::line);
  }

  private Line line(Row row) {
    var host = row.getString("label") + '.' + domain;
    return new Line(
        new OrganisationId(row.getString("organisation_id")),
        row.getString("id"),
        row.getString("name"),
        row.getString("extension"),
        row.getString("language"),
        Optional.ofNullable(row.getString("caller_id")).map(E164::new),
        Stream.of(row.getArrayOfStrings("devices"))
            .map(username -> new AddressOfRecord(username, host))
            .toList());
  }

  private Optional<E164> readMainNumber(OrganisationId organisation) {
    return within(
        organisation,
        tx ->
            tx.one(
                    """
                    select number from phone_number
                     where coalesce(ours_from <= now(), true) and coalesce(ours_until > now(), true)
                     order by rented_at limit 1
                    """)
                .map(row -> new E164(row.getString("number"))));
  }

  private Optional<HeldNumber> readNumber(E164 number) {
    return database
        .asStranger(tx -> tx.one("select organisation_of_number($1)", number.value()))
        .map(row -> row.getString(0))
        .flatMap(id -> within(new OrganisationId(id), tx -> rented(tx, number)));
  }

  private static Optional<HeldNumber> rented(Tx tx, E164 number) {
    return tx.one(
            """
            select n.organisation_id, label, destination_user_id, destination_conference_id,
                   recording_mode, recording_announce, recording_no_notice_ground, recording_refusable,
                   recording_card_pause, recording_redact, recording_purpose, recording_purpose_text,
                   recording_purpose_chosen, ours_from, ours_until,
                   coalesce(n.transcription, s.transcription) as transcription,
                   coalesce(n.transcript_language, s.transcript_language) as transcript_language
              from phone_number n left join organisation_settings s using (organisation_id)
             where number = $1 and in_service(n.organisation_id)
            """,
            number.value())
        .map(
            row ->
                new HeldNumber(
                    new RentedNumber(
                        number,
                        new OrganisationId(row.getString("organisation_id")),
                        row.getString("label"),
                        Optional.ofNullable(row.getString("destination_user_id")),
                        Optional.ofNullable(row.getString("destination_conference_id")),
                        NumberStore.recording(row),
                        TranscriptionPolicy.of(
                            row.getString("transcription"), row.getString("transcript_language"))),
                    Optional.ofNullable(row.getOffsetDateTime("ours_from"))
                        .map(OffsetDateTime::toInstant),
                    Optional.ofNullable(row.getOffsetDateTime("ours_until"))
                        .map(OffsetDateTime::toInstant)));
  }

  private boolean readRight(Shown wanted) {
    return within(wanted.organisation(), tx -> RightStore.mayShow(tx, wanted.number()));
  }

  private RulesOverTime readRules(Rented wanted) {
    var read =
        within(
            wanted.organisation(),
            tx -> NumberRoutingStore.rules(tx, wanted.number(), clock.instant()));
    return use == Use.ONCE_WITHOUT_OVERRIDES ? read.withoutOverrides() : read;
  }

  private Forwarding readForwarding(Person wanted) {
    return within(wanted.organisation(), tx -> ForwardingStore.of(tx, wanted.userId()));
  }

  private CallerLists readLists(OrganisationId organisation) {
    return within(organisation, tx -> CallerListStore.lists(tx, Instant.now()));
  }

  private CallerIdPolicy readCallerIds(OrganisationId organisation) {
    return within(organisation, CallerIdPolicyStore::read);
  }

  private CarriersKeptOff readCarriersKeptOff() {
    var today = WorkingDays.FRANCE.date(clock.instant());
    return database.asStranger(tx -> CarriersKeptOff.read(tx, today));
  }

  private <T> T within(OrganisationId organisation, Function<Tx, T> work) {
    return database.in(organisation, work::apply);
  }
}
