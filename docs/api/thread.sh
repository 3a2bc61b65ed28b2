#!/bin/bash
# The whole life of one application over the API, from the search to a licence that
# anybody can verify, as five people live it. Run it against the demo city:
#
#     ./bin/tongban serve --demo --test-clock
#     docs/api/thread.sh http://localhost:8080
#
# It needs bash, curl, grep and sed. It prints every request as a command and every
# answer, and ends at the first answer that has not the expected status.
set -euo pipefail
cd "$(dirname "$0")"

base=${1:-http://localhost:8080}
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT
declare -A token

# chapter begins a part of the story.
chapter() { printf '\n# %s\n' "$1"; }

# call STATUS WHO PATH [CURL'S ARGUMENTS…] makes one request as WHO ("-" is nobody) and
# leaves what came back in $answer.
call() {
	local want=$1 who=$2 path=$3 got word
	shift 3
	printf '\n$ curl'
	for word in "$@"; do
		case $word in *[!A-Za-z0-9@.=-]*) printf " '%s'" "$word" ;; *) printf ' %s' "$word" ;; esac
	done
	[ "$who" = - ] || printf ' -H "Authorization: Bearer $%s"' "$who"
	printf " \"\$base%s\"\n" "$path"
	[ "$who" = - ] || set -- "$@" -H "Authorization: Bearer ${token[$who]}"
	got=$(curl -sS -o "$answer" -w '%{http_code}' -H 'Accept-Language: en' "$@" "$base$path")
	echo "$got"
	if [ "$(head -c 4 "$answer")" = %PDF ]; then echo '(a signed PDF)'; else cat "$answer"; fi
	[ "$got" = "$want" ] || { echo "expected $want" >&2; exit 1; }
}

# member NAME is the first member of that name in the last answer.
member() { grep -oE "\"$1\":(\"[^\"]*\"|[^,}]*)" "$answer" | head -n 1 | sed -E 's/^"[^"]*"://; s/^"|"$//g'; }

# sign_in WHO PERSONA takes on one of the made-up people of the demo city.
sign_in() {
	call 201 - /api/v1/sessions --json "{\"persona\":\"$2\"}"
	token[$1]=$(member token)
}

chapter 'Lin, who drives a lorry, finds the service and is guided'
call 200 - '/api/v1/items?q=congye'
call 200 - /api/v1/items/road-qual/guide --json '{"answers":{"q_mass":false,"q_exam":true}}'

chapter 'A draft is filled in from what is known; faults are reported, nothing is refused'
sign_in lin lin
call 201 lin /api/v1/applications --json '{"itemCode":"road-qual","answers":{"q_mass":false,"q_exam":true},"consent":true}'
application=$(member id)
call 200 lin "/api/v1/applications/$application" -X PATCH --json '{"values":{"contactMobile":"1380000"}}'
call 200 lin "/api/v1/applications/$application" -X PATCH --json '{"values":{"contactMobile":"13800000000"}}'
call 201 lin "/api/v1/applications/$application/materials/M-PHOTO" -F file=@photo.jpg

chapter 'Handing it in twice with the same key hands it in once'
call 201 lin "/api/v1/applications/$application/submit" -X POST -H "Idempotency-Key: $application"
no=$(member caseNo) code=$(member queryCode)
call 201 lin "/api/v1/applications/$application/submit" -X POST -H "Idempotency-Key: $application"
call 200 - "/api/v1/track?no=$no&code=$code"

chapter 'The window asks for a better photograph; it acts on the case as it has seen it'
sign_in clerk clerk
call 200 clerk /api/v1/desk/tasks
call 409 clerk "/api/v1/desk/cases/$no/request-correction" --json '{"version":7,"gaps":[{"target":"material:M-PHOTO","problem":"人像不清楚"}]}'
call 200 clerk "/api/v1/desk/cases/$no/request-correction" --json '{"version":1,"gaps":[{"target":"material:M-PHOTO","problem":"人像不清楚，请换一张"}]}'

chapter 'Lin is asked once, for everything, and hands in another photograph'
call 201 lin "/api/v1/applications/$application/materials/M-PHOTO" -F file=@photo.jpg
call 200 lin "/api/v1/cases/$no/correction" -X POST
version=$(member version)
call 200 clerk "/api/v1/desk/cases/$no/accept" --json "{\"version\":$version}"

chapter 'The department reviews; a day later somebody else decides'
sign_in reviewer trans-reviewer
call 200 reviewer /api/v1/desk/tasks
task=$(grep -oE "\"taskId\":\"[^\"]*\",\"caseNo\":\"$no\"" "$answer" | cut -d '"' -f 4)
call 200 reviewer "/api/v1/desk/tasks/$task/claim" -X POST
call 200 reviewer "/api/v1/desk/tasks/$task/complete" --json '{"outcome":"pass","opinion":"材料真实，符合条件"}'
call 200 - /test/clock --json '{"advance":"24h"}'
sign_in approver trans-approver
call 200 approver "/api/v1/desk/cases/$no/decide" --json '{"outcome":"grant","opinion":"同意"}'

chapter 'The window delivers; Lin holds a licence and everybody can verify it'
call 200 clerk "/api/v1/desk/cases/$no/deliver" --json '{"method":"electronic"}'
call 200 lin "/api/v1/cases/$no"
call 200 lin '/api/v1/licences?limit=1'
licence=$(member id) code=$(member code)
call 200 lin "/api/v1/licences/$licence/file"
call 200 - "/api/v1/verify/$code"

chapter 'Lin rates how it went, once; everybody reads the figures, and nobody who rated'
call 200 lin "/api/v1/cases/$no/rating"
call 200 lin "/api/v1/cases/$no/rating" --json '{"grade":1,"tags":["fast"]}'
call 409 lin "/api/v1/cases/$no/rating" --json '{"grade":5}'
call 200 - '/api/v1/ratings'
