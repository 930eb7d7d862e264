# The reference app. Settings are variables of the container: docs/hosting.md#a-container
FROM node:22.12-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
# The same value as at run time, if it is set.
ARG KEYRING_PATHS=""
ENV KEYRING_PATHS=${KEYRING_PATHS}
RUN npm run build && npm run build:server

FROM node:22.12-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4173 LOG=json
WORKDIR /app
# Owned by root, so that the process cannot change its own code.
COPY --from=build /app/dist ./dist
COPY --from=build /app/dist-server ./dist-server
USER node
EXPOSE 4173
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist-server/server/server.mjs"]
