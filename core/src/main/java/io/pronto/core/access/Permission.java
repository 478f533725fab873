package io.pronto.core.access;

import static io.pronto.core.access.Reach.ALL;
import static io.pronto.core.access.Reach.NONE;
import static io.pronto.core.access.Reach.OWN;
import static io.pronto.core.access.Reach.TEAMS;

import io.pronto.core.people.Role;
import java.util.Locale;

/**
 * What may be done, and how far by whom: the one table from which every check is made. What it does
 * not grant is denied. The operator's column is empty wherever an organisation's own life begins.
 */
public enum Permission {
  //                 agent supervisor administrator super administrator operator
  /** To see and change one's own account, and to sign out. */
  OWN_ACCOUNT(OWN, OWN, OWN, OWN, OWN),
  /** To run the operator's customers. */
  ORGANISATIONS(NONE, NONE, NONE, NONE, ALL),
  /** To run carriers, trunks and blocks of numbers. */
  CARRIERS(NONE, NONE, NONE, NONE, ALL),
  /** To set what calls cost and are sold for, and to run organisations' accounts. */
  RATES(NONE, NONE, NONE, NONE, ALL),
  /** To run people and their teams. */
  PEOPLE(NONE, NONE, ALL, ALL, NONE),
  /** To run SIP accounts, and to see where they are registered. */
  DEVICES(OWN, OWN, ALL, ALL, NONE),
  /** To rent, set up and release numbers. */
  NUMBERS(NONE, NONE, ALL, ALL, NONE),
  /** To see what the organisation has, and what it was spent on. */
  LEDGER(NONE, NONE, ALL, ALL, NONE),
  /** To say what becomes of calls to somebody: forwarding, and lists of callers. */
  CALL_HANDLING(OWN, OWN, ALL, ALL, NONE),
  /** To have numbers ported, and to see how far that is; the operator sees everybody's. */
  PORTING(NONE, NONE, ALL, ALL, ALL),
  /** To say where calls may go and what stops them, and to release what has stopped them. */
  FRAUD(NONE, NONE, ALL, ALL, NONE),
  /** To set ceilings to that, and to see and lift bans of addresses. */
  FRAUD_CEILINGS(NONE, NONE, NONE, NONE, ALL),
  /** To see calls under way and past, and to end one. */
  CALLS(OWN, TEAMS, ALL, ALL, NONE),
  /** To take the records of all calls out. */
  EXPORTS(NONE, NONE, ALL, ALL, NONE),
  /** To listen to calls under way, and to speak up in them. */
  SUPERVISION(NONE, TEAMS, ALL, ALL, NONE),
  /** To say where the sound of live calls may be sent. */
  STREAM_DESTINATIONS(NONE, NONE, ALL, ALL, NONE),
  /** To see and hear recordings and to read transcripts. */
  RECORDINGS(OWN, TEAMS, ALL, ALL, NONE),
  /** To see whom the organisation knows outside, to add to that and to change it. */
  CONTACTS(ALL, ALL, ALL, ALL, NONE),
  /** To delete contacts, and to bring in many at once. */
  CONTACT_BOOK(NONE, NONE, ALL, ALL, NONE),
  /** To delete a recording. */
  RECORDING_DELETION(NONE, NONE, ALL, ALL, NONE),
  /** To say how long what is recorded and written down is kept. */
  RETENTION(NONE, NONE, ALL, ALL, NONE),
  /** To follow everything that happens in the organisation. */
  EVENTS(NONE, NONE, ALL, ALL, NONE),
  /** To read the audit log and what was deleted: of the organisation, or of the operator's own. */
  AUDIT(NONE, NONE, NONE, ALL, ALL),
  /** To make and end API keys, which may do part of what their maker may. */
  API_KEYS(NONE, NONE, ALL, ALL, NONE),
  /** To say how the organisation's own identity provider lets people in, and as what. */
  IDENTITY(NONE, NONE, NONE, ALL, NONE),
  /** To decide what law and contract leave to the organisation. */
  COMPLIANCE(NONE, NONE, NONE, ALL, NONE),
  /** To see who processes data for the operator, what was announced, and what was said to that. */
  SUBPROCESSORS(NONE, NONE, NONE, ALL, ALL),
  /** To announce who is to process data for the operator, and to answer objections. */
  SUBPROCESSOR_REGISTER(NONE, NONE, NONE, NONE, ALL),
  /** To object to that for the organisation. */
  SUBPROCESSOR_OBJECTIONS(NONE, NONE, NONE, ALL, NONE),
  /** To write down what people ask for about their own data, and to see how far that is. */
  SUBJECT_REQUESTS(NONE, NONE, NONE, ALL, ALL),
  /** To search everything for somebody, and to decide what becomes of what they ask for. */
  SUBJECT_RIGHTS(NONE, NONE, NONE, ALL, NONE),
  /** To see the record of processing, and what was told and answered of breaches and audits. */
  ACCOUNTABILITY(NONE, NONE, NONE, ALL, ALL),
  /** To take evidence of how the organisation's data are kept, and to ask for an audit. */
  EVIDENCE(NONE, NONE, NONE, ALL, NONE),
  /** To end links to archives that were handed over. */
  HANDOVERS(NONE, NONE, NONE, ALL, ALL),
  /** To keep the registers of breaches and authorities' requests, and to answer for audits. */
  REGISTERS(NONE, NONE, NONE, NONE, ALL),
  /** To keep people and groups as an identity provider does (SCIM 2.0). */
  PROVISIONING(NONE, NONE, NONE, ALL, NONE);

  private final Reach agent;
  private final Reach supervisor;
  private final Reach administrator;
  private final Reach superAdministrator;
  private final Reach operator;

  Permission(
      Reach agent,
      Reach supervisor,
      Reach administrator,
      Reach superAdministrator,
      Reach operator) {
    this.agent = agent;
    this.supervisor = supervisor;
    this.administrator = administrator;
    this.superAdministrator = superAdministrator;
    this.operator = operator;
  }

  /** How far it goes for {@code principal}. */
  public Reach of(Principal principal) {
    return switch (principal) {
      case Principal.Operator _ -> ofOperator();
      case Principal.Key key ->
          key.scopes().stream().anyMatch(scope -> scope.permission() == this) ? ALL : NONE;
      case Principal.Member member -> of(member.role());
    };
  }

  /** How far it goes for an organisation's people of the tier {@code role}. */
  public Reach of(Role role) {
    return switch (role) {
      case AGENT -> agent;
      case SUPERVISOR -> supervisor;
      case ADMINISTRATOR -> administrator;
      case SUPER_ADMINISTRATOR -> superAdministrator;
    };
  }

  /** How far it goes for the operator's own staff. */
  public Reach ofOperator() {
    return operator;
  }

  /** As JSON has it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
  public static Permission of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
