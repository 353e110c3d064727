/**
 * English words of documents and of plain prose that are one token in `o200k_base` and in `cl100k_base`, with and without
 * a space before them, and that stay one beside any ASCII sign: what makes the estimate of a text of words a close one.
 * Read from both vocabularies on 2026-11-22; a test holds every word to it.
 */
const WORDS = `
  Account Address After All Analytics Another Array Boolean Box Buffer Build Called Caption Cell Certain Change
  Check Client Clock Cloud Code Column Comments Configuration Configure Content Copyright Cost Count Create
  Current Custom Date Default Defaults Different Document Each Effect Else Empty Error Europe Every Example
  Examples Expected Expression Facebook False Features Fields Files Filter First Folder For Friday From Function
  Generate Give Google Graph Hash Headers Hello How Identity Includes Install Length Library License Logger Login
  Lower Manager Map Math Media Meta Names Never Node Note Nothing Number Numbers Object One Only Options Output
  Pacific Parameters Path Performance Period Pick Please Posts Promise Properties Purpose Question Range Read
  Reading Record Reference Request Response Return Returns Saturday Secret Security See Set Setting Software
  Source Start Status Storage String Sunday Support Tests The This Thursday True Tuesday Type Uint Unicode Unique
  Unknown Upper Usage Use Using Version What Whatever When Where Whether Which Why Windows With Without Write You
  abort about above absolute accept accepted access account accounts action actions activity adapter add added
  additional address addresses advance advanced after again age agent agents ages alias align all allow allowed
  allows alone already also alt always among analytics and another answer answered answers any anything api app
  append application applications apply archive archives are args argument arguments array arrays artist ascending
  ask asks assert assets assignment associated async atomic attached attempt attribute attributes audio auth
  authenticate authentication author authorization authorize available avatar average avg await back badge bar
  base based bases bash basic basis batch because been before begin being below benchmark best better between
  binary blank blob block blocked blocks board body boolean both bound box boxes branch break bring broken browser
  bucket budget buffer build building built bundle business but byte bytes cache cached call callback called
  caller calling calls came can candidate cannot caption carry case cases catch categories category cause cell
  cells center centre change changed changes channels character characters charset check checked checks child
  children choice choose chunk chunks city class classes clean cli client clip clock close cloud code codec
  collect collection collections color column columns com come comes command comment comments commit common
  compare comparison compatible compile compiled complete completed compress compressed compression computed
  conditions confidence config configuration configure configured connect connection connector console const
  constant constructor consumer contain container contains content contents context continue contract control
  controller conversion convert converted cookie copies copy cost could count country counts coverage covered
  covers crc create created creating credentials crypto current cursor curve custom cut data dataset date day days
  debug decimal decision decode default defaults defined delete dependencies dependency deprecated depth
  description destroy detail details detect dev developer development did difference different digest digit digits
  dimension dir directory dirname disable disabled disk display distribution docs document documentation documents
  does done dot double down download draft duplicate duration each edge editor effect effects either elements else
  email empty enable enabled encode encoded encoding end endpoint ends entities entity entries entry env
  environment epoch equal err error errors eslint essential estimate estimated even event events ever every exact
  example examples exchange exec exist existing exists expect expected expiration expire expired expires explicit
  export exports expression extend extended extends extension extensions extent external extra extract facebook
  factor facts failed fails failure fallback false family far fast feature features feed fetch few field fields
  figure file filename files filled filter find finish finished first fit fits five flag flat flight floor fold
  folder folders follow foo for form format formats formatter formula found four frame frames free fresh from full
  function functions gate gender general generate generated generation generator generic get github give given
  glob global gone google got graph group groups grow growth guess guide had half handle handler has hash have
  head header headers heap height held hello help helpers here hidden high highest history hold holder holds hook
  hooks host hour hours how href html http https identity idle ids ignore ignored image images img implementation
  import important imports include included includes including inclusive index info information initial inner
  input inside inspect install installed instance instances instead integer interface internal interval into
  invalid inventory issue issues item items iterator its javascript join json keep key keys keyword keywords kind
  know known label labels language languages large last later latest layer leading learn least leave left length
  less let letters level levels libraries library license lies life lift like likes limit limited limits line
  lines link links list listed listen listener listeners listing lists literal little live load loaded local
  locations log logger logging login logo long look looks lost low lower machine made main maintenance make makes
  manage managed manager manifest many map marked marker marks master match matched matcher matches matching max
  maximum may mean means measure media median medium member members memory mention mentioned mentions message
  messages meta metadata method metric metrics middle middleware migration million milliseconds min minute minutes
  miss missing mixed mode model models module modules moment month more most movie much multiple must name named
  names namespace native navigation need needed needs negative nested net network never new next night node none
  normal not note now null number numeric object objects off offset often old older once one ones online only open
  opened operation operations ops option optional options order ordered ordinary org organization origin original
  other others otherwise ours out outer output outside over overall override overview own package page pages pair
  pairs parallel param parameter parameters params parent parse parsed parser part partial parts pass passed
  passes password path paths pattern peak people per percent performance period permission permissions pick
  picture pictures piece pieces pipe pixels place placeholder places plain plan platform play plays please plugin
  plugins png point points policy position positions possible post posting posts precision preferred prefix
  present pretty primary prints prior private probe problem process processing product production products profile
  program progress project projects promise proof properties property protected proto protocol prototype provide
  provided provider providers proxy public publication publish published pure purpose push quality query question
  questions queue quote quoted quotes raise random range ranges rank rate rated rates rather ratio raw reach read
  reader reading readonly reads reason recent recommended record records recursive redis reduce reference
  references refresh regex register registered registration regular reject relative release remove removed repair
  replace replacement reply report reported reports representation req request requested requests require required
  res reserved resolution resolve resolved resolver resource resources respond response responses rest result
  results retry return returned returns right root rotation round rounded row rows rule rules run running runs
  runtime safe said same sample samples save saved say scan schema scope score script scripts search sec second
  secondary seconds secret section sections secure security see seen segment segments selection send sent sentence
  serialize series server service services set setting settings setup sha shape share shared shares shell short
  should show shown shows side signal signals signature signed silent simple since single size sizes skip slash
  sleep slice slot slots small snapshot software some something sort sorted sound source sources space spaces span
  spec special specific specified split spread square src stable stack stand standard stands start started
  starting starts state statement static statistics stats status stderr stem step steps still stop storage store
  stored stores story stream streams strict string strings strong style sub subject subscribe success such sum
  summary super support supported sure svg switch sync syntax system systems table tables tag tags take taken
  takes tar target task tell template temporary test testing tests text texts than that the their them themes then
  there these they thing things third this those thread threads three threshold through throw throws thumbnail
  ticks time timeout timer times timestamp timezone title today token tokens too tools top total track tracks
  trait transform transport tree trim true try turn turned two type typed typeof types undefined under union unit
  unknown unless unsafe until unused update updated uri url usage use used user username users uses using usual
  utf valid validate validation validator value values var variable velocity verified version versions vertical
  very via video videos view views void wait want wanted warn warning was watch way website week weight weighted
  weights well went were what whatever when where whether which while whole whose why width will window windows
  with within without word words work worked workflow working works worth would wrapped write writer writers
  writes writing written wrong www xml year yes yield you your zone
`;

/** Spelt as it is looked up: `video` and `Video` are two. */
export const COMMON_WORDS: ReadonlySet<string> = new Set(WORDS.trim().split(/\s+/));

/** Runs of signs that are one token in both vocabularies; a run with anything else counts sign by sign. */
export const COMMON_SIGNS: ReadonlySet<string> = new Set([
  '""',
  '":',
  '":"',
  '":[',
  '":["',
  '":{"',
  '",',
  '","',
  '",[',
  '"]',
  '"],',
  '"][',
  '"}',
  '"},',
  '},{"',
  '},',
  '}}',
  ':[',
  ':[[',
  '[]',
  '["',
  '],',
  '],[',
  ']]',
  ']}',
  '{"',
  '://',
  '...',
]);
