#!/bin/sh
# From a checkout to a folder that runs: installs, builds, and puts what the service needs to run into FOLDER.
# The Dockerfile's only step of its own; .ci/run runs it too, outside any container engine (rehearse.js).
#
#   sh examples/image-service/deploy/build.sh FOLDER
set -eu
folder=${1:?the folder to put the service in}
cd "$(dirname "$0")/../../.."

npm ci
node tooling/turbo.js run build --filter=@safelight-examples/image-service --output-logs=errors-only
node examples/image-service/deploy/stage.js "$folder"
