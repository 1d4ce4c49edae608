# syntax=docker/dockerfile:1
# The build needs a compiler for better-sqlite3; the image that runs has none.
FROM node:22-bookworm-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends python3 make g++ \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY src src
RUN npm run build && npm prune --omit=dev --omit=optional --no-audit --no-fund

FROM node:22-bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends tini \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --uid 10001 --create-home --home-dir /var/lib/forewarm forewarm
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json LICENSE NOTICE ./
COPY migrations migrations
COPY models models
COPY config config
ENV NODE_ENV=production STATE_DIRECTORY=/var/lib/forewarm
USER 10001:10001
VOLUME /var/lib/forewarm
STOPSIGNAL SIGTERM
ENTRYPOINT ["tini", "--", "node", "/app/dist/cli/main.js"]
CMD ["run", "--config", "/etc/forewarm/config.yaml"]
