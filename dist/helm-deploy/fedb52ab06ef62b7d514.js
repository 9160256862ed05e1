module.exports = eval("require")("../../charts/microservice");
