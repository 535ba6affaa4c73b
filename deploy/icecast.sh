#!/usr/bin/env bash
# Runs a local Icecast for Mux in the foreground, as an unprivileged user; Ctrl-C ends it.
#
#     deploy/icecast.sh                          # http://127.0.0.1:8000/stream.mp3
#     ICECAST_PORT=8010 deploy/icecast.sh        # the same settings as Mux's: give them to both
#
# Mux then wants ICECAST_HOST=127.0.0.1. What is needed: icecast2 and FFmpeg.
set -euo pipefail
shopt -u patsub_replacement 2>/dev/null || true # Bash 5.2 and later: an & in what is put in is an &.
cd "$(dirname "$0")"

port=${ICECAST_PORT:-8000}
mount=${ICECAST_MOUNT:-/stream.mp3}
password=${ICECAST_SOURCE_PASSWORD:-hackme}
format=${ICECAST_AUDIO_FORMAT:-mp3}
bitrate=${ICECAST_AUDIO_BITRATE:-128k}

fail() {
  echo "icecast.sh: $*" >&2
  exit 2
}
[[ $port =~ ^[0-9]+$ ]] || fail "ICECAST_PORT=$port is not allowed: it must be a number"
[[ $mount =~ ^/[A-Za-z0-9._~/-]+$ ]] || fail "ICECAST_MOUNT=$mount is not allowed: it must be a path that begins with /"
case $format in
  mp3) coded=(-c:a libmp3lame -write_xing 0 -id3v2_version 0 -f mp3) type=audio/mpeg ;;
  aac) coded=(-c:a aac -f adts) type=audio/aac ;;
  *) fail "ICECAST_AUDIO_FORMAT=$format is not allowed: it must be mp3 or aac" ;;
esac
command -v icecast2 >/dev/null || fail "icecast2 is not installed: apt-get install icecast2"
command -v "${FFMPEG:-ffmpeg}" >/dev/null || fail "FFmpeg is not installed: apt-get install ffmpeg"

# Icecast will not run as root, and nothing here needs it to.
as=()
if [[ $(id -u) == 0 ]]; then
  as=(setpriv --reuid=nobody --regid=nogroup --clear-groups)
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/mux-icecast-XXXXXX")
trap 'rm -rf "$folder"' EXIT

# Put in by the shell itself: what is an argument of a command, everybody can read in the list of processes.
escaped=${password//&/&amp;}
escaped=${escaped//</&lt;}
xml=$(<icecast.xml)
xml=${xml/<source-password>hackme</<source-password>$escaped<}
xml=${xml/<admin-password>change-me</<admin-password>$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')<}
xml=${xml/<port>8000</<port>$port<}
xml=${xml/<mount-name>\/stream.mp3</<mount-name>$mount<}
xml=${xml/<logdir>\/tmp</<logdir>$folder<}
(umask 077 && printf '%s\n' "$xml" >"$folder/icecast.xml")
chmod 755 "$folder"
if ((${#as[@]})); then
  chown -R nobody:nogroup "$folder"
fi

# The source of silence that listeners wait on. Bash itself connects and names the password; FFmpeg gets the connection.
silence() {
  local rate=48000 credentials
  [[ $bitrate =~ ^(8|16|24)(k|000)$ ]] && rate=24000
  credentials=$(printf 'source:%s' "$password" | base64 -w 0)
  exec 3<>"/dev/tcp/127.0.0.1/$port"
  printf 'PUT /silence HTTP/1.1\r\nAuthorization: Basic %s\r\nContent-Type: %s\r\nIce-Public: 0\r\n\r\n' \
    "$credentials" "$type" >&3
  exec "${as[@]}" "${FFMPEG:-ffmpeg}" -v error -re -f lavfi -i "anullsrc=r=$rate:cl=stereo" -b:a "$bitrate" "${coded[@]}" \
    -flush_packets 1 pipe:1 </dev/null >&3
}

echo "Icecast: listeners open http://127.0.0.1:$port$mount"
"${as[@]}" icecast2 -c "$folder/icecast.xml" &
child=$!
{
  while kill -0 "$child" 2>/dev/null; do
    (silence) 2>/dev/null || true
    sleep 1
  done
} &
trap 'kill "$child" 2>/dev/null || true' INT TERM
# A signal ends the waiting, not the child: it is waited for again. With it the silence ends, for its connection does.
wait "$child" || wait "$child" || true
