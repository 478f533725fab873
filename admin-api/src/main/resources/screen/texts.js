// What the first screen says, in the languages of Accept-Language that the server knows.
const texts = {
  en: {
    running: "runs", notReady: "runs, but is not ready: {0}", docs: "API", signIn: "Sign in", signOut: "Sign out",
    email: "E-mail", password: "Password", name: "Name", save: "Save", close: "Close",
    choosePassword: "Choose a password", firstOperator: "For the operator's first account, give name and e-mail too.",
    signedUp: "Done: sign in with your password.", nothing: "Nothing yet", firstMadeBy: "None yet. The first is made by {0}: see API, above.",
    organisations: "Organisations", country: "Country", domain: "SIP domain",
    trunks: "Trunks", host: "Host", addresses: "Addresses", channels: "Channels",
    blocks: "Blocks of numbers", first: "First", last: "Last", type: "Type",
    numbers: "Numbers", number: "Number", label: "Label", rings: "Rings", recording: "Recording",
    registrations: "Registered phones", user: "User", phone: "Phone", from: "From", to: "To", until: "Until", transport: "Transport",
    calls: "Calls now", state: "State", since: "Since", hangUp: "Hang up",
    cdrs: "Last calls", when: "When", direction: "Direction", talked: "Talked", end: "End", listen: "Listen",
    noTranscript: "No transcript", caller: "Caller", called: "Called",
    ringing: "ringing", answered: "talking", held: "on hold", inbound: "in", outbound: "out", internal: "internal",
    off: "off", all: "all calls",
  },
  fr: {
    running: "fonctionne", notReady: "fonctionne, mais n'est pas prêt : {0}", docs: "API", signIn: "Se connecter", signOut: "Se déconnecter",
    email: "Adresse e-mail", password: "Mot de passe", name: "Nom", save: "Enregistrer", close: "Fermer",
    choosePassword: "Choisir un mot de passe", firstOperator: "Pour le premier compte de l'opérateur, indiquez aussi le nom et l'adresse e-mail.",
    signedUp: "C'est fait : connectez-vous avec votre mot de passe.", nothing: "Rien pour l'instant", firstMadeBy: "Rien pour l'instant. Le premier se crée par {0} : voir API, en haut.",
    organisations: "Organisations", country: "Pays", domain: "Domaine SIP",
    trunks: "Trunks", host: "Hôte", addresses: "Adresses", channels: "Canaux",
    blocks: "Tranches de numéros", first: "Premier", last: "Dernier", type: "Type",
    numbers: "Numéros", number: "Numéro", label: "Libellé", rings: "Fait sonner", recording: "Enregistrement",
    registrations: "Postes enregistrés", user: "Utilisateur", phone: "Poste", from: "De", to: "À", until: "Jusqu'à", transport: "Transport",
    calls: "Appels en cours", state: "État", since: "Depuis", hangUp: "Raccrocher",
    cdrs: "Derniers appels", when: "Quand", direction: "Sens", talked: "Conversation", end: "Fin", listen: "Écouter",
    noTranscript: "Pas de transcription", caller: "Appelant", called: "Appelé",
    ringing: "sonne", answered: "en conversation", held: "en attente", inbound: "entrant", outbound: "sortant", internal: "interne",
    off: "aucun", all: "tous les appels",
  },
  it: {
    running: "è in funzione", notReady: "è in funzione, ma non è pronto: {0}", docs: "API", signIn: "Accedi", signOut: "Esci",
    email: "E-mail", password: "Password", name: "Nome", save: "Salva", close: "Chiudi",
    choosePassword: "Scegli una password", firstOperator: "Per il primo account dell'operatore, indica anche nome ed e-mail.",
    signedUp: "Fatto: accedi con la tua password.", nothing: "Ancora niente", firstMadeBy: "Ancora niente. Il primo si crea con {0}: vedi API, in alto.",
    organisations: "Organizzazioni", country: "Paese", domain: "Dominio SIP",
    trunks: "Trunk", host: "Host", addresses: "Indirizzi", channels: "Canali",
    blocks: "Blocchi di numeri", first: "Primo", last: "Ultimo", type: "Tipo",
    numbers: "Numeri", number: "Numero", label: "Etichetta", rings: "Fa squillare", recording: "Registrazione",
    registrations: "Telefoni registrati", user: "Utente", phone: "Telefono", from: "Da", to: "A", until: "Fino a", transport: "Trasporto",
    calls: "Chiamate in corso", state: "Stato", since: "Dalle", hangUp: "Riaggancia",
    cdrs: "Ultime chiamate", when: "Quando", direction: "Direzione", talked: "Conversazione", end: "Fine", listen: "Ascolta",
    noTranscript: "Nessuna trascrizione", caller: "Chiamante", called: "Chiamato",
    ringing: "squilla", answered: "in conversazione", held: "in attesa", inbound: "in entrata", outbound: "in uscita", internal: "interna",
    off: "nessuna", all: "tutte le chiamate",
  },
};

export const language = document.documentElement.lang;

/** The text of that key, with {0} replaced. */
export const text = (key, value = "") => texts[language][key].replace("{0}", value);
