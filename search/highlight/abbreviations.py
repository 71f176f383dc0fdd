"""Which words end in a full stop without ending a sentence? Lists by language; English serves where none is known."""

from functools import cache
from typing import NamedTuple


class Abbreviations(NamedTuple):
    """Folded to lower case and without the last full stop.

    After `never` no sentence ends (a name or a figure follows). After `seldom` one ends only before an opener. `before
    figures` are abbreviations only where a figure follows ("No. 5"). `openers` are the words that commonly begin a
    sentence and hardly ever a name. `ordinals`: a number with a full stop may be an ordinal ("3. Oktober").
    """

    never: frozenset[str]
    seldom: frozenset[str]
    before_figures: frozenset[str]
    openers: frozenset[str]
    ordinals: bool = False


_NEVER = {
    "en": """adm amb asst atty brig capt cmdr col comdr cpl dr fr gen gov hon lt maj messrs mr mrs ms mx pfc pres prof
        pvt rep rev revd sen sens sgt supt jan feb mar apr jun jul aug sep sept oct nov dec approx cf e.g eg i.e ie viz
        vs v""",
    "de": """abg dipl dr fr frl gebr geb gest hr hrn ing jh jhd kath kg lt med mr mrs nat phil prof rer st stv verh vgl
        vors jan feb mär apr jun jul aug sep sept okt nov dez bspw bzgl bzw ca einschl evtl exkl gem ggf ggfs i inkl
        insb insbes mind od sog vgl vs zzgl z.b d.h u.a o.ä i.d.r""",
    "fr": """dr drs mgr mgrs m mm mme mmes mlle mlles pr prof ste janv févr fév avr juil oct nov déc apr av cf chap env
        hab id p.ex ép éd vs""",
    "es": """arq atte cap cía col d dir dña dr dra dres excma excmo fr gral ing lic mons ntra pbro pdta pdte prof profa
        rvdo sr sra sres srta srtas sta sto tte ud uds vd vds ee ene feb abr jun jul ago sept oct nov dic aprox ca cf ej
        p.ej vs""",
    "it": "arch avv dott dr ing mons on prof sen sig sigg sigra geom gen col cap ca cfr es pag vs p.es",
    "pt": "dr dra drs exmo exma prof profa sr sra srs sras eng gen cel cap cf ex p.ex aprox vs",
    "nl": "dhr dr drs ds ing ir mevr mr mrs prof st ca bijv blz jl o.a resp vgl",
    "sv": "bl ca dr ev fr hr kl prof resp t.ex vs",
    "da": "bl ca dr fr hr kl prof resp bl.a f.eks vs",
    "no": "bl ca dr fr hr kl prof resp bl.a f.eks vs",
    "fi": "esim ks mm prof tri toht vrt ts klo",
    "ru": "акад гг гл гос доц обл проф см ср стр ул т.е т.н",
}
_SELDOM = {
    "en": """aka assn ave bhd blvd bros cie co corp dept dist div esq est etc ext ft hwy inc intl jr llc ltd mfg mt mtn
        natl plc pp pty rd rte sq sr st ste univ ala ariz ark calif colo conn dak del fla ga ida ill ind kan kans ky la
        mass md mich minn miss mo mont neb nebr nev okla ont ore pa penn que tenn tex va vt wash wis wisc wyo""",
    "de": "ag bd bde co etc max min mio mrd tsd str tel usf usw uu allg",
    "fr": "bd boul coll etc ex st sts univ",
    "es": "av avda cía dept depto etc hnos ltda pza tel uu univ",
    "it": "ecc etc ltd tel univ",
    "pt": "av etc ltda cia tel univ",
    "nl": "enz etc co tel univ",
    "sv": "etc jr m osv tel",
    "da": "etc jr osv tlf mio mia",
    "no": "etc jr osv tlf mill mrd",
    "fi": "jne yms ym",
    "ru": "руб коп млн млрд тыс др им пос пр тел",
}
_BEFORE_FIGURES = {
    "en": "app art arts cap ch chap cl eq ex fig figs no nos p par para pp pt r reg s sec sect secs v vol vols",
    "de": "abb abs anm art bd bl kap nr nrn par s tab ziff zif",
    "fr": "al art arts chap fig n no nos p pp sept t tab vol",
    "es": "art arts cap fig n no núm nro num pág págs pp t tomo vol",
    "it": "art artt cap fig n nr pag pagg vol",
    "pt": "art arts cap fig n no núm nr pág págs vol",
    "nl": "afb art blz hfst nr nrs par",
    "sv": "art kap nr s",
    "da": "art kap nr s stk",
    "no": "art kap nr s",
    "fi": "nro s",
    "ru": "п пп рис ст табл",
}
_OPENERS = {
    "en": """a according after again all also although among an and another any anyone are as asked at because before
        both but by can did do does during each earlier either even every everyone few finally first for from further
        had has have he her here his how however i if in indeed instead is it its just last later like many may
        meanwhile moreover most much my neither never no nobody none nor not nothing now of officials on once one only
        or other others our people perhaps police she should similarly since so some someone still such than that the
        their then there these they this those though thus to today under unlike until was we were what when where
        whether which while who whose why will with without would yet you your""",
    "de": """aber alle allerdings als also am an andere auch auf aus außerdem bei beide beim bis da damit danach dann
        darum das dass dem den denn der deren des deshalb die dies diese dieser dieses doch dort durch ein eine einem
        einen einer eines er erst es etwa für gegen hier ich ihr ihre im in ist ja jede jeder jedoch jetzt kein keine
        man manche mehr mit nach nachdem nein nicht noch nun nur ob obwohl ohne schon sein seine seit sie sind so
        sondern später trotz über um und uns unser unter viele vom von vor war warum was weil wenn wer wie wieder wir
        wird wo zu zudem zum zur zwar zwischen""",
    "fr": """a afin ainsi alors après au aucun aujourd aussi autre aux avant avec beaucoup c car ce ceci cela celle
        celui cependant certains ces cet cette ceux chaque comme d dans de depuis des donc du elle elles en encore enfin
        ensuite entre est et eux il ils ici j je l la le les leur leurs lors lorsque lui mais malgré même mon ni non nos
        notre nous on or ou où par parce parmi pendant plus plusieurs pour pourquoi pourtant puis quand que quel quelle
        quelques qui sa sans selon ses seul si son sous sur tandis tous tout toute toutefois très trop un une vers voici
        voilà vos votre vous""",
    "es": """a ahora al algunos allí además ante antes aquí así aun aunque bajo cada como con contra cuál cuando cómo de
        del desde después donde dos durante e el ella ellas ellos en entonces entre era eran es esa ese eso esta estas
        este esto estos está fue había hace hacia hasta hay hoy la las le les lo los luego mientras mucho muchos muy más
        ni ninguno no nos nosotros o otra otro para pero por porque pues que quien qué se según ser si sin sobre solo
        son su sus sí también tampoco tan tanto te todo todos tras tu un una uno unos usted ya y yo""",
    "it": """a al alla allora anche ancora altri c che chi ci come con così cosa da dal dalla del della di dopo dove due
        e ecco era essi esso fra già gli ha hanno ho i il in infatti intanto invece io la le lei lo loro lui ma mentre
        nel nella nessuno noi non ogni oggi ora per perché però più poi prima qual quando quanto quella quello questa
        queste questi questo qui se secondo sempre senza si sono su sua sul sulla suo tra tutti tutto un una uno voi è
       """,
    "pt": """a agora ainda algumas alguns além ao aos apenas após aqui as assim até cada com como contra da das de
        depois desde do dos durante e ela elas ele eles em enquanto entre era essa esse esta este eu foi há hoje isso
        isto já lá mais mas mesmo muito muitos na nas nem no nos não nós o onde os ou outra outro para pela pelo pois
        por porque quando que quem se segundo sem ser seu sob sobre sua também tem todo todos um uma você é""",
    "nl": """aan al alle als andere bij daar daarna dan dat de deze die dit door dus een eerst en er haar had heeft het
        hier hij hoe hun ik in is ja je maar meer men met na naar niet nog nu of om omdat onder ook op over sinds te
        tegen toch toen tot tussen uit van vandaag veel voor waar want was wat we wie wij zij zijn ze zo zonder""",
    "sv": """alla att av de dem den denna det detta dock då där en enligt ett efter eller för från han har hon här hur i
        inte jag just man med men mot nu och också om på sedan som så till trots under ut vad var vi vid är än även över
       """,
    "da": """af alle at da de den denne der det dette dog efter eller en er et for fra han har hun hvad hvis hvor i
        ifølge ikke jeg kun man med men mod mens nu når og også om over på siden som så til trods under ved var vi""",
    "no": """alle at av da de den denne der det dette dog etter eller en er et for fra han har hun hva hvis hvor i
        ifølge ikke jeg kun man med men mens mot nå når og også om over på siden som så til tross under ved var vi""",
    "fi": """ei ennen eli ensin he hän ja jos jotta kaikki koska kuin kun kuten lisäksi me minä mitä mukaan mutta myös
        ne niin nyt näin on se sekä siellä sen siitä sitten tai te tuolloin tämä vaikka vain vielä ovat""",
    "ru": """а без более был была были было в вы все где да для его если есть ещё за здесь и из или им их к как когда
        который кто мы на не нет но о об однако он она они от очень по под после потому при с сейчас со так также там то
        тогда только у уже что чтобы эта эти это этот я""",
}
_ORDINALS = frozenset({"de", "da", "no", "fi", "cs", "sk", "hu", "pl", "hr", "sl", "et", "lv"})


@cache
def abbreviations(language: str | None) -> Abbreviations:
    """The lists for an ISO 639-1 code, of which the primary part counts."""
    code = (language or "en").partition("-")[0].lower()
    known = code if code in _NEVER else "en"
    never, seldom, before_figures, openers = (
        frozenset(words[known].split()) for words in (_NEVER, _SELDOM, _BEFORE_FIGURES, _OPENERS)
    )
    return Abbreviations(never, seldom, before_figures, openers, code in _ORDINALS)
